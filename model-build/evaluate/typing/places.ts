/** Every word of a sample document with what the model knows just before it. */
import type { StepModel } from '../../../src/contract/step-model.ts';
import { softmax } from '../../../src/generation/drawing/score.ts';
import type { Tokenizer } from '../../../src/text/tokenizer.ts';
import { SPLIT_PATTERN, splitText } from '../../../src/text/words.ts';
import { type SampleDocument, sampleWords } from '../../calibrate/sample.ts';
import type { Word } from '../../calibrate/words.ts';
import type { PieceKinds } from './piece-kinds.ts';
import { type Place, WordSearch } from './word-search.ts';

/** A word of the text and the place where its first piece begins. */
export interface WordPlace extends Place {
  word: Word;
  /** The space before the word, if its first piece carries it. */
  lead: '' | ' ';
  startToken: number;
  search: WordSearch;
}

/**
 * Walks through a document with the true text, state carried. The text before a word is cut into pieces as the whole
 * text is: that a word follows is given, so the space before it belongs to the word.
 */
export async function* wordPlaces(
  model: StepModel,
  tokenizer: Tokenizer,
  kinds: PieceKinds,
  document: SampleDocument,
): AsyncGenerator<WordPlace> {
  const words = sampleWords(document);
  const state = model.initialState();
  let logits = await model.step(tokenizer.startToken, state);
  let at = 0;
  let next = 0;
  for (const run of splitText(document.text, new RegExp(SPLIT_PATTERN, 'gu'))) {
    if (next === words.length) return;
    const word = words[next];
    if (word.start < at + run.length) {
      const lead = word.start > at ? ' ' : '';
      const place = { model, kinds, state, probabilities: softmax(logits) };
      yield { ...place, word, lead, startToken: tokenizer.startToken, search: new WordSearch(place) };
      next++;
    }
    for (const token of tokenizer.encode(run)) logits = await model.step(token, state);
    at += run.length;
  }
}
