import { describe, expect, it } from 'vitest';
import { learnCache } from '../../../../model-build/calibrate/learn-cache.ts';
import { encodeBackground } from '../../../../src/cache-model/background.ts';
import { withCache } from '../../../../src/cache-model/with-cache.ts';
import { CacheModelSchema } from '../../../../src/contract/manifest.ts';
import type { StepModel } from '../../../../src/contract/step-model.ts';
import { createRng } from '../../../../src/generation/drawing/rng.ts';
import { softmax } from '../../../../src/generation/drawing/score.ts';
import { scriptedModel } from '../../../fixtures/scripted-model.ts';

const VOCABULARY = 50;
/** Knows nothing: every token is as likely. */
const ignorant = scriptedModel(VOCABULARY, () => new Float32Array(VOCABULARY));
/** As if every token were as common as any other. */
const even = (vocabulary: number) => encodeBackground(new Array<number>(vocabulary).fill(100));
const EVEN = even(VOCABULARY);
const document = (next: (i: number) => number, length = 3000) => ({
  tokens: Uint16Array.from({ length }, (_, i) => next(i)),
  bytes: length,
});

/** Mean nats a token, as served. */
async function natsOf(model: StepModel, documents: readonly { tokens: Uint16Array }[]): Promise<number> {
  let sum = 0;
  let count = 0;
  for (const { tokens } of documents) {
    const state = model.initialState();
    for (let i = 1; i < tokens.length; i++) {
      sum -= Math.log(softmax(await model.step(tokens[i - 1], state))[tokens[i]]);
      count++;
    }
  }
  return sum / count;
}

describe('the shares of a cache', () => {
  it('are nearly all where a text repeats itself and the network knows nothing', async () => {
    const cache = await learnCache(ignorant, [document((i) => i % 40)], ['own'], EVEN);
    expect(cache.shares.same[3]).toBeGreaterThan(0.95);
    expect(CacheModelSchema.parse(cache)).toEqual(cache);
  });

  it('are next to nothing where what comes back means nothing', async () => {
    const rng = createRng(5);
    const chance = document(() => Math.floor(VOCABULARY * rng.next()), 60_000);
    const { shares } = await learnCache(ignorant, [chance], ['own'], EVEN);
    expect(Math.max(...shares.once, ...shares.same, ...shares.mixed)).toBeLessThan(0.05);
  });

  it('are what a text was made with', async () => {
    // A third of the tokens repeat what came after the last one before; the others are drawn.
    const rng = createRng(6);
    const said: number[] = [];
    for (let i = 0; i < 40_000; i++) {
      const before = said.slice(-512, -1);
      const at = before.lastIndexOf(said.at(-1)!);
      const single = at >= 0 && before.indexOf(said.at(-1)!) === at;
      const copies = single && rng.next() < 1 / 3;
      said.push(copies ? [...before, said.at(-1)!][at + 1] : Math.floor(2000 * rng.next()));
    }
    const wide = scriptedModel(2000, () => new Float32Array(2000));
    const { shares } = await learnCache(wide, [document((i) => said[i], said.length)], ['own'], even(2000));
    expect(shares.once[0]).toBeGreaterThan(0.28);
    expect(shares.once[0]).toBeLessThan(0.38);
  });

  it('come with a strength where texts have words of their own, and none where they have not', async () => {
    // Each text prefers 5 tokens of 50, in no order.
    const rng = createRng(7);
    const topical = Array.from({ length: 60 }, (_, text) =>
      document(
        () =>
          Math.floor(rng.next() < 0.6 ? (7 * text + 5 * rng.next()) % VOCABULARY : VOCABULARY * rng.next()),
        300,
      ),
    );
    const learned = await learnCache(ignorant, topical, ['own'], EVEN);
    const { marginals } = learned;
    expect(marginals!.strength).toBeGreaterThan(0.3);
    const { marginals: _, ...bare } = learned;
    expect(await natsOf(withCache(ignorant, learned), topical)).toBeLessThan(
      (await natsOf(withCache(ignorant, bare), topical)) - 0.1,
    );
    const chance = document(() => Math.floor(VOCABULARY * rng.next()), 20_000);
    expect(await learnCache(ignorant, [chance], ['own'], EVEN)).not.toHaveProperty('marginals');
  });

  it('are nothing where nothing was seen', async () => {
    const { shares } = await learnCache(ignorant, [document((i) => i, 40)], ['own'], EVEN);
    expect([...shares.once, ...shares.same, ...shares.mixed].every((share) => share === 0)).toBe(true);
  });
});
