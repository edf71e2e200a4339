/** From the model's own probability of a suggestion to the probability that it is right. */
import { exp } from '../../arithmetic/exponential.ts';
import type { Calibration } from '../../contract/manifest.ts';
import type { StopAt } from '../showing/boundary.ts';

const ENDS_IN_WORD = /[\p{L}\p{M}\p{N}]$/u;

/** Which of a calibration's lines holds for a caret behind `text`. */
export function caretKind(text: string): 'start' | 'inside' {
  return ENDS_IN_WORD.test(text) ? 'inside' : 'start';
}

/**
 * Confidence in a suggestion behind `text`. Only words are calibrated: whole sentences and lines are so rarely foreseen
 * that there is nothing to learn from, and their probability stands for itself.
 */
export function confidenceOf(
  logprob: number,
  { calibration, stopAt, text }: { calibration?: Calibration; stopAt: StopAt; text: string },
): number {
  const probability = Math.min(1, exp(logprob));
  if (calibration === undefined || stopAt !== 'word') return probability;
  return heightAt(calibration[caretKind(text)], probability);
}

/** Height at `x` of the line from [0, 0] through `knots`, level after the last of them. */
export function heightAt(knots: readonly (readonly [x: number, y: number])[], x: number): number {
  let [fromX, fromY] = [0, 0];
  for (const [toX, toY] of knots) {
    if (x < toX) return fromY + ((toY - fromY) * (x - fromX)) / (toX - fromX);
    [fromX, fromY] = [toX, toY];
  }
  return fromY;
}
