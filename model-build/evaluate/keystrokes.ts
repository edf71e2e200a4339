/**
 * Keystroke savings: 1 - keys / characters of a typist who never errs. Before each character of a word, the first
 * included, up to k suggestions are shown; a right one is accepted with one key, which also types the space after the
 * word where there is one. Everything else costs one key a character.
 */
import type { WordPlace } from './places.ts';
import type { SampleDocument } from './sample.ts';
import { WordSearch } from './word-search.ts';

export interface KeystrokeCounts {
  characters: number;
  /** Keys by the number of suggestions shown. */
  keys: { 1: number; 3: number };
}

/** Counts over one document. */
export async function countKeystrokes(
  document: SampleDocument,
  places: AsyncIterable<WordPlace>,
): Promise<KeystrokeCounts> {
  const text = document.text.slice(0, document.length);
  const characters = lengthOf(text);
  const counts = { characters, keys: { 1: characters, 3: characters } };
  for await (const place of places) {
    const space = text[place.word.end] === ' ' ? 1 : 0;
    const letters = [...place.word.text];
    const { first, third } = await lettersNeeded(place, letters);
    counts.keys[1] -= saved(letters.length, first, space);
    counts.keys[3] -= saved(letters.length, third, space);
  }
  return counts;
}

/** Letters typed before the word is suggested first, and among the first three; all of them if it never is. */
async function lettersNeeded(place: WordPlace, letters: readonly string[]) {
  const search = new WordSearch(place);
  let third = letters.length;
  for (let typed = 0; typed < letters.length; typed++) {
    const suggestions = await search.suggest(place.lead + letters.slice(0, typed).join(''), 3);
    const rank = suggestions.indexOf(place.word.text);
    if (rank >= 0) third = Math.min(third, typed);
    if (rank === 0) return { first: typed, third };
  }
  return { first: letters.length, third };
}

/** Keys saved by accepting after `typed` of `length` letters. After the last letter there is nothing left to accept. */
function saved(length: number, typed: number, space: number): number {
  return typed === length ? 0 : length - typed + space - 1;
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
