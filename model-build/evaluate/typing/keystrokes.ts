/**
 * Keystroke savings: 1 - keys / characters of a typist who never errs. Before each character of a word, the first
 * included, up to k suggestions are shown; a right one is accepted with one key, which also types the space after the
 * word where there is one. Everything else costs one key a character.
 */

import type { SampleDocument } from '../../calibrate/sample.ts';
import type { Part } from '../likelihood/bootstrap.ts';
import type { WordPlace } from './places.ts';

export interface KeystrokeCounts {
  characters: number;
  /** Keys by the number of suggestions shown. */
  keys: { 1: number; 3: number };
}

/** Counts of a document in which nothing has been suggested yet: one key a character. */
export function typedByHand({ text, length }: SampleDocument): KeystrokeCounts {
  const characters = [...text.slice(0, length)].length;
  return { characters, keys: { 1: characters, 3: characters } };
}

/** Takes off the keys that the suggestions at one place save. */
export async function countKeystrokes(
  place: WordPlace,
  document: SampleDocument,
  counts: KeystrokeCounts,
): Promise<void> {
  const { end, text } = place.word;
  const space = end < document.length && document.text[end] === ' ' ? 1 : 0;
  const letters = [...text];
  const { first, third } = await lettersNeeded(place, letters);
  counts.keys[1] -= saved(letters.length, first, space);
  counts.keys[3] -= saved(letters.length, third, space);
}

/** A document's part in the savings with `k` suggestions shown. */
export function savingsPart({ characters, keys }: KeystrokeCounts, k: 1 | 3): Part {
  return { numerator: characters - keys[k], denominator: characters };
}

/** Letters typed before the word is suggested first, and among the first three; all of them if it never is. */
async function lettersNeeded({ search, lead, word }: WordPlace, letters: readonly string[]) {
  let third = letters.length;
  for (let typed = 0; typed < letters.length; typed++) {
    const suggestions = await search.suggest(lead + letters.slice(0, typed).join(''), 3);
    const rank = suggestions.indexOf(word.text);
    if (rank >= 0) third = Math.min(third, typed);
    if (rank === 0) return { first: typed, third };
  }
  return { first: letters.length, third };
}

/** Keys saved by accepting after `typed` of `length` letters. After the last letter there is nothing left to accept. */
function saved(length: number, typed: number, space: number): number {
  return typed === length ? 0 : length - typed + space - 1;
}
