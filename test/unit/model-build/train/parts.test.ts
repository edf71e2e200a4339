import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../../model-build/random/random.ts';
import { recipe, stepsOf } from '../../../../model-build/recipe/recipe.ts';
import { Lanes } from '../../../../model-build/train/lanes.ts';
import { readSafetensors, writeSafetensors } from '../../../../model-build/train/safetensors.ts';
import { averagingShare, learningRate } from '../../../../model-build/train/schedule.ts';

describe('random numbers', () => {
  it('are the published xoshiro128** sequence', () => {
    // State 1, 2, 3, 4; first outputs of the authors' C code, as rand_xoshiro's tests give them.
    const random = new Random(Uint32Array.of(1, 2, 3, 4));
    expect([random.next(), random.next(), random.next(), random.next()]).toEqual([
      11520, 0, 5927040, 70819200,
    ]);
  });

  it('go on from a saved state as if never stopped', () => {
    const one = new Random(3);
    for (let i = 0; i < 10; i++) one.next();
    const two = new Random(one.state);
    expect(two.next()).toBe(one.next());
    expect(two.normal()).toBe(one.normal());
  });

  it('have mean 0 and deviation 1 when normal', () => {
    const random = new Random(1);
    const drawn = Array.from({ length: 20_000 }, () => random.normal());
    const mean = drawn.reduce((a, b) => a + b) / drawn.length;
    const variance = drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / drawn.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });
});

describe('lanes', () => {
  const tokens = Uint16Array.from({ length: 25 }, (_, i) => i);

  it('read contiguous stretches side by side, and predict the next token', () => {
    const lanes = new Lanes(tokens, 2, 3);
    expect(lanes.next()).toEqual({
      ids: Int32Array.of(0, 12, 1, 13, 2, 14),
      targets: Int32Array.of(1, 13, 2, 14, 3, 15),
    });
    expect(lanes.next().ids).toEqual(Int32Array.of(3, 15, 4, 16, 5, 17));
  });

  it('start over at the end, and from a saved position', () => {
    const lanes = new Lanes(tokens, 2, 5);
    lanes.next();
    const position = lanes.position;
    const second = lanes.next();
    expect(lanes.next().ids[0]).toBe(0);
    const resumed = new Lanes(tokens, 2, 5);
    resumed.position = position;
    expect(resumed.next()).toEqual(second);
  });

  it('say how much text they need', () => {
    expect(() => new Lanes(tokens, 8, 4)).toThrow('the training text has 25 tokens; 8 lanes of 4 need 33');
  });
});

describe('the schedule', () => {
  const plan = recipe({
    name: 'a',
    version: '1.0.0',
    description: '',
    seed: 1,
    tokenizer: { kind: 'bytes' },
    data: [{ corpus: 'a.txt', share: 1, licence: 'x', origin: 'y' }],
    network: { embedding: 4, cells: ['gru'], hidden: 4 },
    training: { tokens: 1000, batch: 2, window: 5, learningRate: 0.01, warmup: 10 },
  }).training;

  it('warms up, stays, and falls to zero', () => {
    expect(stepsOf(plan)).toBe(100);
    expect(learningRate(plan, 0)).toBeCloseTo(0.001);
    expect(learningRate(plan, 9)).toBeCloseTo(0.01);
    expect(learningRate(plan, 59)).toBeCloseTo(0.01);
    expect(learningRate(plan, 80)).toBeCloseTo(0.005);
    expect(learningRate(plan, 100)).toBe(0);
  });

  it('averages the weights slowly, except at the start', () => {
    expect(averagingShare(plan, 0)).toBeCloseTo(0.9);
    expect(averagingShare(plan, 1e6)).toBeCloseTo(0.001);
  });
});

describe('safetensors files', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'safetensors-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('come back as they went, with their metadata', async () => {
    const path = join(dir, 'a');
    const arrays = [
      { name: 'x', shape: [2, 1], values: Float32Array.of(1.5, -2) },
      { name: 'h', shape: [3], values: Uint16Array.of(0x3c00, 0, 1) },
    ];
    await writeSafetensors(path, arrays, { key: 'value' });
    const read = await readSafetensors(path);
    expect([...read.arrays.values()]).toEqual(arrays);
    expect(read.metadata).toEqual({ key: 'value' });
  });

  it('are refused when cut short', async () => {
    const path = join(dir, 'b');
    await writeSafetensors(path, [{ name: 'x', shape: [4], values: new Float32Array(4) }], {});
    const whole = (await readFile(path)).length;
    for (const length of [whole - 1, 20, 7, 0]) {
      await truncate(path, length);
      await expect(readSafetensors(path)).rejects.toThrow('not a whole safetensors file');
    }
  });

  it('leave the old file alone until the new one is whole', async () => {
    const path = join(dir, 'c');
    await writeFile(path, 'old');
    const broken = { name: 'x', shape: [1], values: { byteLength: 4 } as Float32Array };
    await expect(writeSafetensors(path, [broken], {})).rejects.toThrow();
    expect(await readFile(path, 'utf8')).toBe('old');
  });
});
