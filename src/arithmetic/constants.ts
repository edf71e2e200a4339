/** ln 2 in two parts: LN2_HIGH has 41 bits behind the point, so that its product with any exponent is exact. */
export const LN2_HIGH = 0.693147180559663;
/** The low part of ln 2: what LN2_HIGH lacks. */
export const LN2_LOW = 2.8235290563031577e-13;
