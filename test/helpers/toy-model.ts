/** A step model without weights: a deterministic language over bytes that remembers all it has been fed. */
import { bytesTokenizerFile } from '../../model-build/tokenizer/file.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import type { Generator } from '../../src/generation/generate.ts';
import { loadTokenizer } from '../../src/text/tokenizer.ts';

export const TOY_TOKENIZER = loadTokenizer(bytesTokenizerFile());

export interface ToyModel extends StepModel {
  /** Tokens fed so far, of all texts. */
  readonly fed: number[];
  disposals: number;
}

/** Tokens that a toy that speaks can remember. */
const LONGEST_TEXT = 600;

/** `speak` gives the likeliest next token for the tokens fed since the start; every other token is less likely. */
export function createToyModel(speak?: (fed: readonly number[]) => number): ToyModel {
  const vocabulary = TOY_TOKENIZER.size;
  const fed: number[] = [];
  return {
    vocabulary,
    runtime: 'toy',
    fed,
    disposals: 0,
    initialState: () => [new Float32Array(1), new Float32Array(1 + LONGEST_TEXT)],
    async step(token, state) {
      fed.push(token);
      const [memory, text] = state;
      // The memory of the text: a small number that every token changes; and its tokens, for `speak`, after their count.
      memory[0] = (memory[0] * 31 + token) % 9973;
      if (speak) text[++text[0]] = token;
      const favourite = speak?.([...text.subarray(1, 1 + text[0])]) ?? -1;
      return Float32Array.from({ length: vocabulary }, (_, i) =>
        i === favourite ? 50 : ((state[0][0] + 1) * (i + 7)) % 11,
      );
    },
    dispose() {
      this.disposals++;
    },
  };
}

/** Says one text after any prompt, again and again, byte by byte. */
export function createParrot(text: string, promptTokens: number): ToyModel {
  const tokens = TOY_TOKENIZER.encode(text);
  return createToyModel((fed) => tokens[(fed.length - 1 - promptTokens) % tokens.length]);
}

export function toyGenerator(model: StepModel, multiplyAccumulates = 1e6): Generator {
  return { model, tokenizer: TOY_TOKENIZER, startToken: TOY_TOKENIZER.startToken, multiplyAccumulates };
}
