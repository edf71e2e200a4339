/** A model that has counted which piece follows which: it knows the text it was shown, and needs no training. */
import { readFileSync } from 'node:fs';
import { tokenizerFile } from '../../model-build/tokenizer/file.ts';
import { learnMerges } from '../../model-build/tokenizer/train.ts';
import { countWords } from '../../model-build/tokenizer/word-counts.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import { loadTokenizer, type Tokenizer } from '../../src/text/tokenizer.ts';
import { SPLIT_PATTERN } from '../../src/text/words.ts';

/** The fixture's own text. */
export const PROSE = readFileSync(new URL('../../models/fixture-gru/corpus.txt', import.meta.url), 'utf8');

/** A tokenizer of `vocabulary` pieces, learned from the fixture's text. */
export function proseTokenizer(vocabulary: number): Tokenizer {
  const words = new Map<string, number>();
  countWords(PROSE, new RegExp(SPLIT_PATTERN, 'gu'), words);
  return loadTokenizer(tokenizerFile(learnMerges(words, vocabulary)));
}

/** Counts pairs of pieces in `text`; a pair never seen counts `unseen`. The state is the number of steps so far. */
export function countModel(
  tokenizer: Tokenizer,
  text: string,
  unseen = 0.001,
): StepModel & { steps: number } {
  const { size } = tokenizer;
  const counts = new Float32Array(size * size).fill(unseen);
  const tokens = [tokenizer.startToken, ...tokenizer.encode(text)];
  for (let i = 1; i < tokens.length; i++) counts[tokens[i - 1] * size + tokens[i]]++;
  const logits = new Float32Array(size);
  return {
    vocabulary: size,
    runtime: 'counts',
    steps: 0,
    initialState: () => [new Float32Array(1)],
    async step(token, state) {
      this.steps++;
      state[0][0]++;
      for (let i = 0; i < size; i++) logits[i] = Math.log(counts[token * size + i]);
      return logits;
    },
    dispose() {},
  };
}
