/** How far a figure may be from what other documents would have given: the percentile bootstrap over documents. */
import { randomStream } from '../../random/stream.ts';

/** One document's part in a ratio, for example hits and words. */
export interface Part {
  numerator: number;
  denominator: number;
}

export interface Estimate {
  /** Sum of the numerators over the sum of the denominators. */
  value: number;
  /** Bounds of the 95 % interval. */
  low: number;
  high: number;
}

const RESAMPLES = 2000;

/** With fewer documents the interval is too narrow: an anecdote, and whoever shows it says so. */
export const ENOUGH_DOCUMENTS = 10;

/**
 * Ratio over all documents with its interval: documents are drawn again with replacement 2,000 times, and the middle
 * 95 % of the ratios kept. See `ENOUGH_DOCUMENTS`.
 * Throws a RangeError without documents or when all denominators are zero.
 */
export function bootstrap(parts: readonly Part[], seed = 1): Estimate {
  const value = ratio(parts);
  if (Number.isNaN(value))
    throw new RangeError(`bootstrap: ${parts.length} documents with nothing to divide by`);
  const random = randomStream(`${seed} bootstrap`);
  const ratios: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) {
    const drawn = ratio(parts.map(() => parts[Math.floor(random() * parts.length)]));
    if (!Number.isNaN(drawn)) ratios.push(drawn);
  }
  ratios.sort((a, b) => a - b);
  const quantile = (q: number): number => ratios[Math.round(q * (ratios.length - 1))];
  return { value, low: quantile(0.025), high: quantile(0.975) };
}

/** NaN when there is nothing to divide by. */
function ratio(parts: readonly Part[]): number {
  let numerator = 0;
  let denominator = 0;
  for (const part of parts) {
    numerator += part.numerator;
    denominator += part.denominator;
  }
  return denominator === 0 ? Number.NaN : numerator / denominator;
}
