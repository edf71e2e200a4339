/**
 * Numbers of the operations of a plan, read by the planner and by the kernels: this file is TypeScript and
 * AssemblyScript at once. A plan is a list of records of RECORD_WORDS 32-bit words: the operation, then its operands,
 * which are byte addresses and counts in the order of the table in `plan/operations.ts`.
 */
export const RECORD_WORDS = 8;

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
