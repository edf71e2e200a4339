/**
 * The logarithm, the same to the last bit in every JavaScript engine: made of +, -, * and / alone, which ECMA-262 defines
 * exactly, where it leaves `Math.log`, `Math.log1p` and `Math.log2` to the engine. Within 2 units in the last place of the
 * true value (test/unit/src/arithmetic).
 */
import { LN2_HIGH, LN2_LOW } from './constants.ts';
import { nearestExponent, scale } from './power-of-two.ts';

/** Below this |x|, ln(1 + x) rounds to x. */
const TINY = 2 ** -54;

/**
 * ln(1 + f) = f - f^2/2 + s (f^2/2 + R), with s = f / (2 + f) and R = 2 s^2/3 + 2 s^4/5 + ...: the series of
 * 2 artanh s, to s^22, whose rest is below 2^-58 for 1 + f in [sqrt(1/2), sqrt(2)). Adds k ln 2 + `more`.
 */
function seriesOf(f: number, k: number, more: number): number {
  const s = f / (2 + f);
  const z = s * s;
  let sum = 2 / 23;
  sum = sum * z + 2 / 21;
  sum = sum * z + 2 / 19;
  sum = sum * z + 2 / 17;
  sum = sum * z + 2 / 15;
  sum = sum * z + 2 / 13;
  sum = sum * z + 2 / 11;
  sum = sum * z + 2 / 9;
  sum = sum * z + 2 / 7;
  sum = sum * z + 2 / 5;
  sum = sum * z + 2 / 3;
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + sum * z) + (k * LN2_LOW + more)) - f);
}

/** ln x; NaN for what is below 0. */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return beyond(x);
  const k = nearestExponent(x);
  return seriesOf(scale(x, -k) - 1, k, 0);
}

/** ln(1 + x), exact also where x is near 0. */
export function log1p(x: number): number {
  if (!(x > -1) || x === Number.POSITIVE_INFINITY) return beyond(1 + x);
  if (Math.abs(x) < TINY) return x;
  const sum = 1 + x;
  const k = nearestExponent(sum);
  if (k === 0) return seriesOf(x, 0, 0);
  // What rounding 1 + x has lost, as a part of it.
  const lost = (x > 1 ? 1 - (sum - x) : x - (sum - 1)) / sum;
  return seriesOf(scale(sum, -k) - 1, k, lost);
}

/** Logarithm to the base 2; exact for powers of two. */
export function log2(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return beyond(x);
  const k = nearestExponent(x);
  return k + seriesOf(scale(x, -k) - 1, 0, 0) * Math.LOG2E;
}

/** Logarithms of what has no finite one. */
function beyond(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  return x > 0 ? x : Number.NaN;
}
