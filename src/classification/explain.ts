/**
 * Which words weighed, and how much: what each adds to the logit of a name beyond what it adds to the others on average.
 * Of a sum of n-grams that is exact, and the words' shares and the bias add up to the logit: a word's rows, read alone, give
 * its share of the sum, the norm divides all shares by one number, and the row of the start token is zero. Of other networks it is what the logit loses
 * without the word.
 */
import type { State } from '../contract/step-model.ts';
import { type Ngrams, WORD } from '../text/ngrams.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { type Reading, readTokens } from './read.ts';

/** A word that weighed. */
export interface WordWeight {
  /** Of it in the text, in UTF-16. */
  start: number;
  end: number;
  /** In the logit's units; of targets in the target's own. */
  weight: number;
}

/** The norm of the step graphs adds so much to the mean of squares. */
const NORM_EPSILON = 1e-5;

/** Exact shares of the words of a text in logit `name` of a sum of n-grams, in the text's order. */
export async function sharesOf(
  reading: Reading,
  ngrams: Ngrams,
  text: string,
  name: number,
  centred: boolean,
): Promise<WordWeight[]> {
  const words = ngrams.words(text).filter(({ tokens }) => tokens.length > 0);
  const bias = (await readTokens(reading, [])).logits;
  const whole = await readTokens(
    reading,
    words.flatMap(({ tokens }) => tokens),
  );
  const length = rootOf(whole.state);
  const weights: WordWeight[] = [];
  for (const { start, end, tokens } of words) {
    const { logits, state } = await readTokens(reading, tokens);
    const share = logits.map((logit, i) => ((logit - bias[i]!) * rootOf(state)) / length);
    weights.push({ start, end, weight: ofName(share, name, centred) });
  }
  return weights;
}

/** What logit `name` loses when each of the words is left out, in the text's order: `1 + words` readings. */
export async function lossesOf(
  reading: Reading,
  tokenizer: Tokenizer | Ngrams,
  text: string,
  name: number,
  centred: boolean,
): Promise<WordWeight[]> {
  const whole = (await readTokens(reading, tokenizer.encode(text))).logits;
  const weights: WordWeight[] = [];
  for (const { 0: word, index: start } of text.matchAll(WORD)) {
    const end = start + word.length;
    const rest = tokenizer.encode(text.slice(0, start) + text.slice(end));
    const { logits } = await readTokens(reading, rest);
    const lost = whole.map((logit, i) => logit - logits[i]!);
    weights.push({ start, end, weight: ofName(lost, name, centred) });
  }
  return weights;
}

/** Only what a class gains on the others makes it likelier. */
function ofName(shares: Float32Array, name: number, centred: boolean): number {
  const mean = centred ? shares.reduce((sum, share) => sum + share, 0) / shares.length : 0;
  return shares[name]! - mean;
}

/** Root mean square of the one state of a sum. */
function rootOf([sum]: State): number {
  const squares = sum!.reduce((total, value) => total + value * value, 0);
  return Math.sqrt(squares / sum!.length + NORM_EPSILON);
}
