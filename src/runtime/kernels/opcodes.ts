/**
 * Numbers of the operations of a program, read by the planner and by the kernels: this file is TypeScript and
 * AssemblyScript at once. A program is a list of records of RECORD_WORDS 32-bit words: the operation, then its operands
 * in the order of `record` in program.ts.
 */
export const RECORD_WORDS = 11;

export const EMBED = 0;
export const PRODUCT = 1;
export const NORM = 2;
export const ADD = 3;
export const SUBTRACT = 4;
export const MULTIPLY = 5;
export const SIGMOID = 6;
export const TANH = 7;
export const RELU = 8;
export const COPY = 9;
/** Runs the records after it row by row, not each for all rows: a recurrence. Its operand is the address of their end. */
export const LOOP = 10;
