/** What the model writes after a few prompts: the card's samples, drawn by the Worker's own generation. */
import type { StepModel } from '../../src/contract/step-model.ts';
import { generate } from '../../src/generation/generate.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import type { Sample } from './manifest.ts';

const TEMPERATURES = [0, 0.8];
const SAMPLE_TOKENS = 40;

/** Completes each of `prompts` once for each temperature; the same model and seed give the same texts. */
export async function cardSamples(
  model: StepModel,
  tokenizer: Tokenizer,
  prompts: readonly string[],
  seed: number,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const generator = { model, tokenizer, startToken: tokenizer.startToken, multiplyAccumulates: 0 };
  const surroundings = { signal: new AbortController().signal, pause: () => Promise.resolve() };
  for (const prompt of prompts) {
    for (const temperature of TEMPERATURES) {
      const request = {
        prompt: tokenizer.encode(prompt),
        maxTokens: SAMPLE_TOKENS,
        temperature,
        topK: 40,
        topP: 1,
        seed,
        stop: [],
      };
      let text = '';
      for await (const piece of generate(generator, request, surroundings)) text += piece;
      samples.push({ prompt, text, settings: `temperature ${temperature}, top-k 40, seed ${seed}` });
    }
  }
  return samples;
}
