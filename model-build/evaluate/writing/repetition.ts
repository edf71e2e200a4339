/** Repetition: how much of a completion says again what the completion has said before. */

import { wordsOf } from '../../calibrate/words.ts';
import type { Part } from '../likelihood/bootstrap.ts';

/** Words of the sequences that are compared. */
export const REPEATED_WORDS = 4;

/** Sequences of four words that occurred earlier in the same completion, of all such sequences in it. Case counts. */
export function repetitionPart(completion: string): Part {
  const words = wordsOf(completion).map((word) => word.text);
  const seen = new Set<string>();
  let repeated = 0;
  const sequences = Math.max(0, words.length - REPEATED_WORDS + 1);
  for (let i = 0; i < sequences; i++) {
    const sequence = words.slice(i, i + REPEATED_WORDS).join(' ');
    if (seen.has(sequence)) repeated++;
    seen.add(sequence);
  }
  return { numerator: repeated, denominator: sequences };
}
