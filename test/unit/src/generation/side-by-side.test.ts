/**
 * Twenty requests that step one model in one isolate, each of them whenever the others wait for anything at all: what a
 * request reads of the model is its own, whoever steps it in between.
 */
import { expect, it } from 'vitest';
import { withCache } from '../../../../src/cache-model/with-cache.ts';
import { speakChoices } from '../../../../src/generation/choices.ts';
import { readPrompt } from '../../../../src/generation/reading/read-prompt.ts';
import { readText } from '../../../../src/generation/reading/read-text.ts';
import { suggest } from '../../../../src/generation/searching/suggest.ts';
import { Pace } from '../../../../src/generation/stepping/pace.ts';
import type { ServedModel } from '../../../../src/generation/stepping/served-model.ts';
import { openKernelModel } from '../../../../src/runtime/kernels/model.ts';
import { openReference } from '../../../../src/runtime/reference.ts';
import { loadTokenizer } from '../../../../src/text/load-tokenizer.ts';
import { PROSE } from '../../../fixtures/count-model.ts';
import { KERNELS_MODULE } from '../../../fixtures/kernel-bench.ts';
import { readModels } from '../../../fixtures/models.ts';
import { MODELS_DIR } from '../../../fixtures/shipped-models.ts';
import { shortCache } from '../../../fixtures/short-cache.ts';

const [{ onnx, tokenizer: file }] = readModels(MODELS_DIR, ['fixture-gru']);
const tokenizer = loadTokenizer(JSON.parse(file));
const { startToken } = tokenizer;
const CACHE = shortCache(tokenizer.size);
/** Gives nobody else a turn that a promise would not give: requests take turns at every step of every promise. */
const surroundings = { signal: new AbortController().signal, pause: async () => {} };
const freePace = () => new Pace(1, surroundings.signal, surroundings.pause);

/** All that a request is told, whatever it asks for. */
async function ask(served: ServedModel, i: number): Promise<unknown[]> {
  const prompt = readText(PROSE.slice(50 * i, 50 * i + 60 + i), { tokenizer, heal: i % 2 === 0 });
  if (i % 5 === 0) {
    const { primed, heals } = await readPrompt(served, prompt, true, freePace());
    const unfinished = heals ? prompt.unfinished.bytes : undefined;
    return suggest(served, primed, unfinished, { count: 3, maxTokens: 8, stopAt: 'word' }, freePace());
  }
  // More choices than a model steps at once.
  const n = i % 5 === 1 ? 10 : 1;
  const scoreTop = prompt.heal ? undefined : 2;
  const generation = { maxTokens: 6, temperature: 0.9, topK: 0, topP: 1, stop: [], scoreTop };
  const request = { prompts: [prompt], n, bestOf: n, echo: false, seed: i, budget: 1e9, generation };
  const told: unknown[] = [];
  for await (const event of speakChoices(served, request, surroundings)) told.push(event);
  return told;
}

it.each(['kernels', 'reference'])('is told by the %s what it is told alone', async (runtime) => {
  const network = runtime === 'kernels' ? openKernelModel(KERNELS_MODULE, onnx) : openReference(onnx);
  const served = { model: withCache(network, CACHE), tokenizer, startToken, multiplyAccumulates: 1 };
  const requests = Array.from({ length: 20 }, (_, i) => i);
  const alone: unknown[][] = [];
  for (const i of requests) alone.push(await ask(served, i));
  const together = await Promise.all(requests.map((i) => ask(served, i)));
  expect(together).toEqual(alone);
});
