/** What a vocabulary is worth: bits of texts with it and without, in its names and elsewhere; and keys in the names. */
import { Terms } from '../../../src/cache-model/terms.ts';
import { type RememberingModel, withTerms } from '../../../src/cache-model/with-terms.ts';
import type { Completion } from '../../../src/contract/answer.ts';
import type { StepModel } from '../../../src/contract/step-model.ts';
import { logSumExp } from '../../../src/generation/drawing/score.ts';
import type { Tokenizer } from '../../../src/text/tokenizer.ts';
import { placesOf } from './names.ts';

/** A text, and the list that is given with it. */
export interface Given {
  text: string;
  list: readonly string[];
}

/** Bits, with the list and without. */
export interface Bits {
  plain: number;
  given: number;
}

/** Over some texts. */
export interface VocabularyBits {
  bytes: number;
  names: number;
  inNames: Bits;
  elsewhere: Bits;
}

/** A token is in a name if one of its letters is. */
export async function bitsOf(
  model: RememberingModel,
  tokenizer: Tokenizer,
  texts: readonly Given[],
  onProgress: () => void,
): Promise<VocabularyBits> {
  const sum: VocabularyBits = {
    bytes: 0,
    names: 0,
    inNames: { plain: 0, given: 0 },
    elsewhere: { plain: 0, given: 0 },
  };
  for (const { text, list } of texts) {
    const bytesTo = (at: number) => Buffer.byteLength(text.slice(0, at));
    const places = placesOf(text, list).map(({ start, end }) => ({
      start: bytesTo(start),
      end: bytesTo(end),
    }));
    sum.bytes += Buffer.byteLength(text);
    sum.names += places.length;
    const tokens = tokenizer.encode(text);
    const plain = await bitsOfTokens(model, tokenizer, tokens);
    const given = await bitsOfTokens(withTerms(model, new Terms(list, tokenizer)), tokenizer, tokens);
    let at = 0;
    for (const [i, token] of tokens.entries()) {
      const end = at + tokenizer.bytesOf(token).length;
      const inside = places.some((place) => place.start < end && place.end > at);
      const bits = inside ? sum.inNames : sum.elsewhere;
      bits.plain += plain[i];
      bits.given += given[i];
      at = end;
    }
    onProgress();
  }
  return sum;
}

async function bitsOfTokens(
  model: StepModel,
  { startToken }: Tokenizer,
  tokens: readonly number[],
): Promise<number[]> {
  const state = model.initialState();
  const bits: number[] = [];
  let logits = await model.step(startToken, state);
  for (const token of tokens) {
    bits.push((logSumExp(logits) - logits[token]) / Math.LN2);
    logits = await model.step(token, state);
  }
  return bits;
}

/** Characters before a name that are read. */
const CONTEXT = 300;

/** Keys that a name takes whose rest is chosen from three suggestions as soon as it is among them. */
export async function keysOf(
  complete: (body: object) => Promise<Completion>,
  { text, list }: Given,
  { start, end }: { start: number; end: number },
  given: boolean,
): Promise<number> {
  for (let at = start; at < end - 1; at++) {
    const prompt = text.slice(Math.max(0, start - CONTEXT), at);
    const { choices } = await complete({ prompt, suggestions: 3, ...(given && { vocabulary: list }) });
    if (choices.some((choice) => choice.text === text.slice(at, end))) return at - start + 1;
  }
  return end - start;
}
