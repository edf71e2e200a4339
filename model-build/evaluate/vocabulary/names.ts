/** Names of a text that the tokenizer has no single piece for, and a list of them as a site or a person would have it. */
import type { Tokenizer } from '../../../src/text/tokenizer.ts';
import { shuffle } from '../../random/stream.ts';

/** A name behind a word in small letters, so that its capital is its own and not a sentence's. */
const NAME = /(?<=\p{Ll},? )\p{Lu}\p{L}{2,}(?:-\p{L}+)*/gu;
/** Names of a text itself that its list holds at most. */
const OWN = 20;

/** Distinct names of a text, in its order. */
export function namesOf(text: string, tokenizer: Tokenizer): string[] {
  const names = new Set(Array.from(text.matchAll(NAME), ([name]) => name));
  return [...names].filter((name) => tokenizer.encode(` ${name}`).length > 1);
}

/** `size` names: some of the text's own, and others of `pool` that it does not say. */
export function listFor(
  own: readonly string[],
  pool: readonly string[],
  size: number,
  random: () => number,
): string[] {
  const mine = own.slice(0, OWN);
  const others = pool.filter((name) => !own.includes(name));
  return shuffle([...mine, ...shuffle(others, random).slice(0, Math.max(0, size - mine.length))], random);
}

/** Where the names of a list stand in a text, in UTF-16 units. */
export function placesOf(text: string, list: readonly string[]): { start: number; end: number }[] {
  if (list.length === 0) return [];
  const longestFirst = list.toSorted((a, b) => b.length - a.length);
  const any = new RegExp(`(?<![\\p{L}\\p{M}])(?:${longestFirst.join('|')})(?![\\p{L}\\p{M}])`, 'gu');
  return Array.from(text.matchAll(any), ({ 0: name, index }) => ({ start: index, end: index + name.length }));
}
