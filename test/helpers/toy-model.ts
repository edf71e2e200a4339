/** A step model without weights: a deterministic language over bytes that remembers all it has been fed. */
import { bytesTokenizerFile } from '../../model-build/tokenizer/file.ts';
import type { State, StepModel } from '../../src/contract/step-model.ts';
import type { Generator } from '../../src/generation/generate.ts';
import { loadTokenizer } from '../../src/text/tokenizer.ts';

export const TOY_TOKENIZER = loadTokenizer(bytesTokenizerFile());

export interface ToyModel extends StepModel {
  /** Tokens fed so far, of all texts. */
  readonly fed: number[];
  disposals: number;
}

/** `speak` gives the likeliest next token for the tokens fed since the start; every other token is less likely. */
export function createToyModel(speak?: (fed: readonly number[]) => number): ToyModel {
  const vocabulary = TOY_TOKENIZER.size;
  const texts = new WeakMap<State, number[]>();
  const fed: number[] = [];
  return {
    vocabulary,
    runtime: 'toy',
    fed,
    disposals: 0,
    initialState: () => [new Float32Array(1)],
    async step(token, state) {
      const text = texts.get(state) ?? [];
      texts.set(state, text);
      text.push(token);
      fed.push(token);
      // The memory of the text: a small number that every token changes.
      state[0][0] = (state[0][0] * 31 + token) % 9973;
      const favourite = speak?.(text) ?? -1;
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
