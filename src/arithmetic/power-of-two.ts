/** Doubles taken apart and put together: sign, exponent and fraction of IEEE 754 binary64. */

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** Index of the word that holds sign and exponent, on this machine's byte order. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Exponents that a normal double can have. */
const LEAST_EXPONENT = -1022;
const GREATEST_EXPONENT = 1023;

/** 2^`exponent` exactly; `exponent` is a whole number from -1022 to 1023. */
function normalPower(exponent: number): number {
  words[1 - HIGH] = 0;
  words[HIGH] = (exponent + GREATEST_EXPONENT) << 20;
  return float[0]!;
}

/** `value` times 2^`exponent`, rounded once; `exponent` is a whole number from -2044 to 2046. */
export function scale(value: number, exponent: number): number {
  if (exponent > GREATEST_EXPONENT)
    return value * normalPower(GREATEST_EXPONENT) * normalPower(exponent - GREATEST_EXPONENT);
  if (exponent < LEAST_EXPONENT) {
    // The second product alone may be subnormal, so that only it rounds.
    return value * normalPower(exponent - LEAST_EXPONENT) * normalPower(LEAST_EXPONENT);
  }
  return value * normalPower(exponent);
}

/** The whole number k with `x` / 2^k in [sqrt(1/2), sqrt(2)); `x` is positive and finite. */
export function nearestExponent(x: number): number {
  // 2^54 lifts a subnormal number into the range of normal ones.
  if (x < 2 ** LEAST_EXPONENT) return nearestExponent(x * 2 ** 54) - 54;
  float[0] = x;
  const high = words[HIGH]!;
  const exponent = (high >>> 20) - GREATEST_EXPONENT;
  words[HIGH] = (high & 0xfffff) | (GREATEST_EXPONENT << 20);
  return float[0]! < Math.SQRT2 ? exponent : exponent + 1;
}
