/**
 * What followed, a short while ago, the tokens that a text ends in now: names and turns of phrase come back. A cache
 * model (Kuhn and De Mori, 1990) that looks at longer contexts first, as prediction by partial matching does (Cleary and
 * Witten, 1984), and at whether those contexts agree. Only words that the model was given count: its own prove nothing, and
 * would lead it into circles.
 */

import { isByModel, tokenOf } from './history.ts';

/** Longest context that is told from a shorter one, in tokens. */
export const LONGEST_MATCH = 4;
/** A place that matches one token more counts so many times as much. */
const FACTOR = 4;

/** How the places of the longest match agree: there is one, all were followed by the same token, or not. */
export const AGREEMENTS = ['once', 'same', 'mixed'] as const;
/** One of `AGREEMENTS`. */
export type Agreement = (typeof AGREEMENTS)[number];

/** What followed the text's last tokens when they stood in it before. */
export interface Recalled {
  /** Tokens of the longest match, 1 to `LONGEST_MATCH`. */
  length: number;
  agreement: Agreement;
  /** Tokens that followed, each with its share of the weight of all places that match: they add up to 1. */
  followers: Map<number, number>;
}

/** The last place before `at` of the token that stands last, -1 for none. A loop that does nothing else is quick. */
function placeBefore(numbers: Uint16Array, at: number): number {
  const last = tokenOf(numbers[numbers.length - 1]!);
  let place = at - 1;
  while (place >= 0 && tokenOf(numbers[place]!) !== last) place--;
  return place;
}

/** Undefined when the last token has not been there before. `numbers`: a history, see history.ts. */
export function recall(numbers: Uint16Array): Recalled | undefined {
  const end = numbers.length - 1;
  if (numbers[end] === 0) return undefined;
  const followers = new Map<number, number>();
  /** What the model has said after the last token: later in the text than what it was given, so met before it. */
  const spent = new Set<number>();
  let total = 0;
  let longest = 0;
  let places = 0;
  let first = 0;
  let agree = true;
  for (let at = placeBefore(numbers, end); at >= 0; at = placeBefore(numbers, at)) {
    const follower = tokenOf(numbers[at + 1]!);
    if (isByModel(numbers[at + 1]!)) {
      spent.add(follower);
      continue;
    }
    if (spent.has(follower)) continue;
    let length = 1;
    while (
      length < LONGEST_MATCH &&
      length <= at &&
      tokenOf(numbers[at - length]!) === tokenOf(numbers[end - length]!)
    )
      length++;
    const weight = FACTOR ** length;
    total += weight;
    followers.set(follower, (followers.get(follower) ?? 0) + weight);
    if (length > longest) {
      longest = length;
      places = 0;
      first = follower;
      agree = true;
    }
    if (length === longest) {
      places++;
      agree &&= follower === first;
    }
  }
  if (places === 0) return undefined;
  for (const [token, weight] of followers) followers.set(token, weight / total);
  return { length: longest, agreement: places === 1 ? 'once' : agree ? 'same' : 'mixed', followers };
}
