/**
 * The exponential function, the same to the last bit in every JavaScript engine. ECMA-262 leaves `Math.exp` and
 * `**` to the engine; it defines +, -, * and / exactly, and these functions are made of them alone. They are within
 * 2 units in the last place of the true value (test/unit/src/arithmetic).
 */
import { LN2_HIGH, LN2_LOW } from './constants.ts';
import { scale } from './power-of-two.ts';

/** Beyond these arguments e^x is infinite, or rounds to 0. */
const OVERFLOW = 709.782712893384;
const UNDERFLOW = -745.1332191019412;

/** (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2: the Taylor series to r^13, whose rest is below 2^-57. */
function tail(r: number): number {
  let sum = 1 / 6227020800;
  sum = sum * r + 1 / 479001600;
  sum = sum * r + 1 / 39916800;
  sum = sum * r + 1 / 3628800;
  sum = sum * r + 1 / 362880;
  sum = sum * r + 1 / 40320;
  sum = sum * r + 1 / 5040;
  sum = sum * r + 1 / 720;
  sum = sum * r + 1 / 120;
  sum = sum * r + 1 / 24;
  sum = sum * r + 1 / 6;
  return sum * r + 1 / 2;
}

/** The whole number k for which |x - k ln 2| is least. */
const powerOf = (x: number): number => Math.floor(x * Math.LOG2E + 0.5);

/** e^(x - k ln 2) - 1. */
function reduced(x: number, k: number): number {
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const lost = high - r - low;
  return r + (lost + r * r * tail(r));
}

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > OVERFLOW) return Number.POSITIVE_INFINITY;
  if (x < UNDERFLOW) return 0;
  const k = powerOf(x);
  return scale(1 + reduced(x, k), k);
}

/** 2^x. */
export function exp2(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x >= 1024) return Number.POSITIVE_INFINITY;
  if (x < -1075) return 0;
  const k = Math.floor(x + 0.5);
  const r = (x - k) * Math.LN2;
  return scale(1 + (r + r * r * tail(r)), k);
}
