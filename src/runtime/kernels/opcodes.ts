/**
 * Numbers of the operations of a program, read by the planner and by the kernels: this file is TypeScript and
 * AssemblyScript at once. A program is a list of records of RECORD_WORDS 32-bit words: the operation, then its operands
 * in the order of `record` in program.ts.
 */
export const RECORD_WORDS = 11;

/** y = table[token] * scale[token]: one row of a table `[vocabulary, width]`, for the token of the row. */
export const EMBED = 0;
/** y = weights . x * scale + bias: a matrix `[outputs, inputs]` times a vector `[inputs]`. */
export const PRODUCT = 1;
/** y = x / sqrt(mean(x^2) + epsilon) * gain: root mean square normalisation, `[count]`. */
export const NORM = 2;
/** y = a + b, element by element, `[count]`. */
export const ADD = 3;
/** y = a - b, element by element, `[count]`. */
export const SUBTRACT = 4;
/** y = a * b, element by element, `[count]`. */
export const MULTIPLY = 5;
/** y = 1 / (1 + e^-x), element by element, `[count]`. */
export const SIGMOID = 6;
/** y = tanh(x), element by element, `[count]`. */
export const TANH = 7;
/** y = max(x, 0), element by element, `[count]`. */
export const RELU = 8;
/** y = x, `[count]`. */
export const COPY = 9;
/** Runs the records after it row by row, not each for all rows: a recurrence. Its operand is the address of their end. */
export const LOOP = 10;
