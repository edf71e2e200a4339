/** Stretches of a text to measure on. */
import { Random } from '../random/random.ts';

/** Draws that may meet a document's start before the text is called too broken up. */
const TRIES = 200;

/**
 * `count` stretches of `length` tokens from seeded places, none with a document's start inside: what lies before one
 * has no bearing on what follows. Throws RangeError when the text has no such stretches.
 */
export function stretches(
  text: Uint16Array,
  { count, length, startToken, seed }: { count: number; length: number; startToken: number; seed: number },
): Uint16Array[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    for (let i = 0; i < TRIES && text.length >= length; i++) {
      const from = Math.floor(random.uniform() * (text.length - length + 1));
      const stretch = text.subarray(from, from + length);
      if (!stretch.subarray(1).includes(startToken)) return stretch;
    }
    throw new RangeError(
      `a text of ${text.length} tokens: found no ${length} in a row within one document; lower --distance`,
    );
  });
}
