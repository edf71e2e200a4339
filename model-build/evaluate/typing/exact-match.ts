/**
 * Exact match against show rate: at each word's start a suggestion of up to five words, the likeliest piece each time.
 * It is scored by the probability of its first n words; a person who shows only the surest suggestions shows fewer, and
 * more of them are right. A suggestion of n words is right if its first n words are the text's next n words.
 */

import { likeliest } from '../../../src/generation/drawing/sampler.ts';
import { softmax } from '../../../src/generation/drawing/score.ts';
import { finishedText } from '../../../src/text/finished-text.ts';
import { type Word, wordsOf } from '../../calibrate/words.ts';
import type { Part } from '../likelihood/bootstrap.ts';
import type { WordPlace } from './places.ts';

export const LONGEST_SUGGESTION = 5;
/** Pieces of one suggestion at most: some text is all signs and never gets to its next word. */
const LONGEST_IN_PIECES = 40;
export const SHOW_RATES = [1, 0.5, 0.25, 0.1] as const;

/** A suggestion of `n` words at one place, if the text has so many words left. */
export interface Trial {
  n: number;
  /** Probability of the pieces up to the end of the n-th word, as suggested. */
  probability: number;
  right: boolean;
}

/** Trials at one place; `words` are the words of the text from that place on. */
export async function exactMatchTrials(place: WordPlace, words: readonly Word[]): Promise<Trial[]> {
  const expected = words.slice(0, LONGEST_SUGGESTION);
  const suggested = await suggestion(place);
  return expected.map((_, i) => ({
    n: i + 1,
    // A suggestion that never got to its n-th word is shown after all others, and is wrong.
    probability: suggested[i]?.probability ?? 0,
    right:
      i < suggested.length && expected.slice(0, i + 1).every(({ text }, j) => text === suggested[j].text),
  }));
}

/** Words of the likeliest continuation, each with the probability of all pieces up to its end. */
async function suggestion({ model, kinds, startToken, lead, ...place }: WordPlace) {
  const state = place.state.map((vector) => vector.slice());
  const first = lead === ' ' ? kinds.spacedBeginnings : kinds.beginnings;
  const suggested: { text: string; probability: number }[] = [];
  let probabilities = place.probabilities;
  let token = likeliestOf(first, probabilities);
  let bytes = kinds.bytes[token];
  let probability = probabilities[token];
  for (let pieces = 1; pieces < LONGEST_IN_PIECES; pieces++) {
    probabilities = softmax(await model.step(token, state, true));
    token = likeliest(probabilities);
    bytes = Buffer.concat([bytes, kinds.bytes[token]]);
    for (const word of endedWords(bytes, token === startToken).slice(suggested.length)) {
      suggested.push({ text: word.text, probability });
    }
    if (token === startToken || suggested.length >= LONGEST_SUGGESTION) break;
    probability *= probabilities[token];
  }
  return suggested;
}

/** Words that have something after them, or all at the end of the document. A last apostrophe may be inside a word. */
function endedWords(bytes: Uint8Array, atEnd: boolean): Word[] {
  const text = finishedText(bytes)?.text ?? '';
  return wordsOf(text).filter(({ end }) => atEnd || !/^['\u2019]?$/.test(text.slice(end)));
}

function likeliestOf(tokens: readonly number[], probabilities: Float32Array): number {
  return tokens.reduce(
    (best, token) => (probabilities[token] > probabilities[best] ? token : best),
    tokens[0],
  );
}

/**
 * Right and shown suggestions of `n` words, a part a document, when the surest `showRate` of all are shown.
 * The threshold is one for all documents.
 */
export function exactMatchParts(
  documents: readonly (readonly Trial[])[],
  n: number,
  showRate: number,
): Part[] {
  const ofLength = documents.map((trials) => trials.filter((trial) => trial.n === n));
  const falling = ofLength.flat().sort((a, b) => b.probability - a.probability);
  const shown = new Set(falling.slice(0, Math.ceil(showRate * falling.length)));
  return ofLength.map((trials) => {
    const seen = trials.filter((trial) => shown.has(trial));
    return { numerator: seen.filter((trial) => trial.right).length, denominator: seen.length };
  });
}
