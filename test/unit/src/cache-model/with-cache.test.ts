import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBackground } from '../../../../src/cache-model/background.ts';
import { withCache } from '../../../../src/cache-model/with-cache.ts';
import type { CacheModel } from '../../../../src/contract/manifest.ts';
import type { StepModel } from '../../../../src/contract/step-model.ts';
import { softmax } from '../../../../src/generation/drawing/score.ts';
import { createToyModel, TOY_TOKENIZER } from '../../../fixtures/toy-model.ts';

const CACHE: CacheModel = {
  window: 16,
  corpora: ['own'],
  shares: { once: [0.1, 0.2, 0.3, 0.4], same: [0.5, 0.6, 0.7, 0.8], mixed: [0.05, 0.1, 0.15, 0.2] },
};

/** The same with the text's own words raised; as if each token were as common as any other. */
const RAISING: CacheModel = {
  ...CACHE,
  marginals: {
    strength: 0.5,
    decay: 0.9,
    prior: 20,
    background: encodeBackground(new Array<number>(TOY_TOKENIZER.size).fill(1000)),
  },
};

/** Probabilities after each token of `said`, of a model alone. */
async function probabilities(model: StepModel, said: readonly number[]) {
  const state = model.initialState();
  const all: Float32Array[] = [];
  for (const token of said) all.push(softmax(await model.step(token, state)));
  return all;
}

describe('a model with a cache', () => {
  it('gives the followers of the same token their share, and takes it from all alike', async () => {
    const said = [1, 2, 3, 1];
    const alone = (await probabilities(createToyModel(), said)).at(-1)!;
    const mixed = (await probabilities(withCache(createToyModel(), CACHE), said)).at(-1)!;
    for (const [token, probability] of alone.entries())
      expect(mixed[token]).toBeCloseTo(0.9 * probability + (token === 2 ? 0.1 : 0), 6);
  });

  it('says what the network says where nothing comes back', async () => {
    const said = [1, 2, 3, 4];
    const alone = await probabilities(createToyModel(), said);
    expect(await probabilities(withCache(createToyModel(), CACHE), said)).toEqual(alone);
  });

  it("gives logits that are the caller's own: no later step changes them", async () => {
    const model = withCache(createToyModel(), RAISING);
    const state = model.initialState();
    const given: Float32Array[] = [];
    for (const token of [1, 2, 1]) given.push(await model.step(token, state));
    const copies = given.map((logits) => logits.slice());
    for (const token of [3, 1, 2]) await model.step(token, state);
    expect(given).toEqual(copies);
  });

  it('keeps probabilities that add up to one, whatever was said', async () => {
    const text = fc.array(fc.nat(5), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, async (said) => {
        const [network, cached] = [createToyModel(), withCache(createToyModel(), CACHE)];
        const raised = (await probabilities(withCache(createToyModel(), RAISING), said)).at(-1)!;
        expect(raised.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
        const alone = (await probabilities(network, said)).at(-1)!;
        const mixed = (await probabilities(cached, said)).at(-1)!;
        expect(mixed.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
        // No token falls by more than the largest share.
        for (const [token, p] of alone.entries()) expect(mixed[token]).toBeGreaterThanOrEqual(0.2 * p - 1e-6);
      }),
    );
  });

  it('raises what the text has said by its prominence, to the power of the strength', async () => {
    const said = [1, 2, 3, 2, 4];
    const alone = (await probabilities(createToyModel(), said)).at(-1)!;
    const raised = (await probabilities(withCache(createToyModel(), RAISING), said)).at(-1)!;
    const odds = (token: number) => raised[token] / raised[9] / (alone[token] / alone[9]);
    const rarity = (20 / TOY_TOKENIZER.size) ** -1;
    // A twentieth: the background is told to eighths of a bit.
    for (const [token, weight] of [
      [1, 0.9 ** 4],
      [2, 0.9 ** 3 + 0.9],
      [4, 1],
    ])
      expect(odds(token) / Math.sqrt(1 + weight * rarity)).toBeCloseTo(1, 1);
    expect(odds(8)).toBeCloseTo(1, 5);
  });

  it('gives what is recalled its share of the raised probabilities', async () => {
    const said = [1, 2, 3, 1];
    const unmixed = { ...RAISING, shares: { once: [0, 0, 0, 0], same: [0, 0, 0, 0], mixed: [0, 0, 0, 0] } };
    const raised = (await probabilities(withCache(createToyModel(), unmixed), said)).at(-1)!;
    const mixed = (await probabilities(withCache(createToyModel(), RAISING), said)).at(-1)!;
    for (const [token, probability] of raised.entries())
      expect(mixed[token]).toBeCloseTo(0.9 * probability + (token === 2 ? 0.1 : 0), 5);
  });

  it('raises nothing that the model has said itself', async () => {
    const [network, cached] = [createToyModel(), withCache(createToyModel(), RAISING)];
    const [a, b] = [network.initialState(), cached.initialState()];
    for (const token of [5, 6]) {
      const alone = softmax(await network.step(token, a));
      expect(softmax(await cached.step(token, b, true))).toEqual(alone);
    }
  });

  it('goes on from a copied state as if nothing had happened', async () => {
    const model = withCache(createToyModel(), RAISING);
    const state = model.initialState();
    for (const token of [4, 5, 6, 4, 5]) await model.step(token, state);
    const copy = state.map((part) => part.slice());
    const next = (await model.step(6, state)).slice();
    expect(await model.step(6, copy)).toEqual(next);
    expect(copy).toEqual(state);
  });

  it('reads in blocks, and steps many states, as token by token', async () => {
    const network = createToyModel();
    const rows = withCache(
      {
        ...network,
        rows: 4,
        async read(tokens, state, wanted) {
          const logits: Float32Array[] = [];
          for (const token of tokens) logits.push(await network.step(token, state));
          return wanted === 'none' ? [] : wanted === 'last' ? logits.slice(-1) : logits;
        },
        stepMany: (tokens, states) => Promise.all(tokens.map((token, i) => network.step(token, states[i]))),
      },
      RAISING,
    );
    const single = withCache(createToyModel(), RAISING);
    const [a, b] = [rows.initialState(), single.initialState()];
    const logits: Float32Array[] = [];
    for (const [i, token] of [4, 5, 6, 4, 5, 6, 4].entries()) {
      logits.push((await single.step(token, b, i === 4)).slice());
    }
    expect(await rows.read!([4, 5], a, 'none')).toEqual([]);
    expect(await rows.read!([6, 4], a, 'last')).toEqual([logits[3]]);
    const other = a.map((part) => part.slice());
    expect(await rows.read!([5, 6, 4], a, 'all', true)).toEqual(logits.slice(4));
    expect(a).toEqual(b);
    const start = rows.initialState();
    const many = await rows.stepMany!([5, 7], [other, start], true);
    expect(many[0]).toEqual(logits[4]);
    const fresh = single.initialState();
    expect(many[1]).toEqual(await single.step(7, fresh, true));
    expect(start).toEqual(fresh);
  });

  it('asks a runtime that is quick at it for the normalizer', async () => {
    const said = [1, 2, 3, 1];
    const network = createToyModel();
    // What is added to the follower is in proportion to it, true or not: here 2 e^10.
    const asked = withCache({ ...network, normalizer: () => Math.LN2 + 10 }, CACHE);
    const state = asked.initialState();
    let logits = new Float32Array();
    for (const token of said) logits = new Float32Array(await asked.step(token, state));
    const alone = createToyModel();
    const aloneState = alone.initialState();
    let bare = new Float32Array();
    for (const token of said) bare = new Float32Array(await alone.step(token, aloneState));
    expect(Math.exp(logits[2]) - Math.exp(bare[2])).toBeCloseTo((0.1 / 0.9) * 2 * Math.exp(10), -1);
  });

  it('stays a number where the network is sure beyond measure', async () => {
    const network = {
      ...createToyModel(),
      step: async () => Float32Array.from({ length: TOY_TOKENIZER.size }, (_, i) => (i === 9 ? 3e38 : -3e38)),
    };
    const model = withCache(network, RAISING);
    const state = model.initialState();
    for (const token of [1, 2, 1]) expect((await model.step(token, state)).every(Number.isFinite)).toBe(true);
  });
});
