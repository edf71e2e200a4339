import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Terms } from '../../../../../src/cache-model/terms.ts';
import { withCache } from '../../../../../src/cache-model/with-cache.ts';
import { type RememberingModel, withTerms } from '../../../../../src/cache-model/with-terms.ts';
import type { StepModel } from '../../../../../src/contract/step-model.ts';
import { speakChoices } from '../../../../../src/generation/choices.ts';
import { PrefixCache } from '../../../../../src/generation/reading/prefix-cache.ts';
import { readPrompt } from '../../../../../src/generation/reading/read-prompt.ts';
import { readText } from '../../../../../src/generation/reading/read-text.ts';
import { StepMemory } from '../../../../../src/generation/reading/step-memory.ts';
import { suggest } from '../../../../../src/generation/searching/suggest.ts';
import { Pace } from '../../../../../src/generation/stepping/pace.ts';
import { openKernelModel } from '../../../../../src/runtime/kernels/model.ts';
import { type Meter, metered } from '../../../../../src/runtime/metered.ts';
import { loadTokenizer } from '../../../../../src/text/load-tokenizer.ts';
import { PROSE } from '../../../../fixtures/count-model.ts';
import { KERNELS_MODULE } from '../../../../fixtures/kernel-bench.ts';
import { readModels } from '../../../../fixtures/models.ts';
import { MODELS_DIR } from '../../../../fixtures/shipped-models.ts';
import { shortCache } from '../../../../fixtures/short-cache.ts';
import { createToyModel } from '../../../../fixtures/toy-model.ts';

const [{ onnx, tokenizer: file }] = readModels(MODELS_DIR, ['fixture-gru']);
const tokenizer = loadTokenizer(JSON.parse(file));
const { startToken } = tokenizer;
const CACHE = shortCache(tokenizer.size);
const meter: Meter = { steps: 0 };
const cached = withCache(metered(openKernelModel(KERNELS_MODULE, onnx), meter), CACHE);
const LIMIT = 1e6;
const surroundings = { signal: new AbortController().signal, pause: async () => {} };
const newPace = () => new Pace(1, surroundings.signal, surroundings.pause);

/** Answers while `text` is typed key by key behind `before`: three words, and a healed completion now and then. */
async function type(model: StepModel, before: string, text: string): Promise<unknown[]> {
  const served = { model, tokenizer, startToken, multiplyAccumulates: 1 };
  const prefixes = new PrefixCache(LIMIT).within('');
  const told: unknown[] = [];
  for (let end = 1; end <= text.length; end++) {
    const prompt = readText(before + text.slice(0, end), { tokenizer, heal: true });
    const { primed, heals } = await readPrompt(served, prompt, true, newPace(), undefined, prefixes);
    const unfinished = heals ? prompt.unfinished.bytes : undefined;
    const wanted = { count: 3, maxTokens: 8, stopAt: 'word' } as const;
    told.push(await suggest(served, primed, unfinished, wanted, newPace()));
    if (end % 4 > 0) continue;
    const generation = { maxTokens: 3, temperature: 1, topK: 40, topP: 0.9, stop: [] };
    const request = { prompts: [prompt], n: 2, bestOf: 2, echo: false, seed: end, budget: 1e9, generation };
    for await (const event of speakChoices(served, request, surroundings, prefixes)) told.push(event);
  }
  return told;
}

/** A place in the prose and how much is typed from there. */
const places = fc.tuple(fc.integer({ min: 0, max: PROSE.length - 100 }), fc.integer({ min: 1, max: 24 }));

describe('a text that is typed key by key', () => {
  // Room for all steps, and for a few, so that most are forgotten before they are asked for.
  it.each([LIMIT, 40_000])(
    'has the same answers to the last digit with a memory of %d bytes',
    async (limit) => {
      const memory = new StepMemory(limit);
      const remembering = memory.within('', cached);
      await fc.assert(
        fc.asyncProperty(places, async ([at, length]) => {
          const texts = [PROSE.slice(Math.max(0, at - 60), at), PROSE.slice(at, at + length)] as const;
          expect(await type(remembering, ...texts)).toEqual(await type(cached, ...texts));
          expect(memory.bytes).toBeGreaterThan(0);
          expect(memory.bytes).toBeLessThanOrEqual(limit);
        }),
        { seed: 29, numRuns: 12 },
      );
    },
  );

  it('has the same answers with somebody’s terms, whose steps are those without', async () => {
    const knowing = (model: StepModel) =>
      withTerms(model as RememberingModel, new Terms(['mudlark', 'harbourmaster'], tokenizer));
    const memory = new StepMemory(LIMIT);
    const texts = ['The boats lie low, and the ', 'harbour'] as const;
    expect(await type(knowing(memory.within('', cached)), ...texts)).toEqual(
      await type(knowing(cached), ...texts),
    );
    const { steps } = meter;
    await type(memory.within('', cached), ...texts);
    const first = meter.steps - steps;
    await type(cached, ...texts);
    expect(first).toBeLessThan((meter.steps - steps - first) / 2);
  });

  it('needs a third of the steps less', async () => {
    const texts = ['The tide comes in twice a day and goes out ', 'twice a day'] as const;
    const stepsWith = async (model: StepModel) => {
      const before = meter.steps;
      await type(model, ...texts);
      return meter.steps - before;
    };
    const all = await stepsWith(cached);
    expect(await stepsWith(new StepMemory(LIMIT).within('', cached))).toBeLessThan((2 * all) / 3);
  });
});

describe('steps that are remembered', () => {
  const window = { ...CACHE, marginals: undefined };
  const stepped = async (model: StepModel, ...tokens: number[]) => {
    const state = model.initialState();
    const all: Float32Array[] = [];
    for (const token of tokens) all.push(await model.step(token, state));
    return { state, all };
  };

  it('are nobody else’s', async () => {
    const toy = createToyModel();
    const memory = new StepMemory(LIMIT);
    const of = (scope: string) => memory.within(scope, withCache(toy, window));
    await stepped(of('model a'), 1, 2);
    await stepped(of('model a'), 1, 2);
    expect(toy.fed).toEqual([1, 2]);
    await stepped(of('model b'), 1, 2);
    expect(toy.fed).toEqual([1, 2, 1, 2]);
  });

  it('stay what they were, whatever is done with what they gave', async () => {
    const memory = new StepMemory(LIMIT).within('', withCache(createToyModel(), window));
    const plain = await stepped(withCache(createToyModel(), window), 1, 2, 3);
    for (let i = 0; i < 3; i++) {
      const { state, all } = await stepped(memory, 1, 2, 3);
      expect({ state, all }).toEqual(plain);
      for (const values of [...state, ...all]) values.fill(7);
    }
  });

  it('leave first when they were not used the longest', async () => {
    const toy = createToyModel();
    const model = new StepMemory(30_000).within('', withCache(toy, window));
    for (let token = 2; token < 60; token++) {
      await stepped(model, 1);
      await stepped(model, token);
    }
    expect(toy.fed.filter((token) => token === 1)).toHaveLength(1);
    await stepped(model, 2);
    expect(toy.fed.filter((token) => token === 2)).toHaveLength(2);
  });

  it('are not made of a state that differs in its last number only', async () => {
    const toy = createToyModel();
    const model = new StepMemory(LIMIT).within('', withCache(toy, window));
    for (const last of [0, 1]) {
      const state = model.initialState();
      state[1]![state[1]!.length - 1] = last;
      await model.step(5, state);
    }
    expect(toy.fed).toEqual([5, 5]);
  });

  it('are no model’s that has nothing between it and its network', () => {
    const toy = createToyModel();
    expect(new StepMemory(LIMIT).within('', toy)).toBe(toy);
  });
});
