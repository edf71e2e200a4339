import { describe, expect, it } from 'vitest';
import { bitsPerByte, documentBits } from '../../../../../model-build/evaluate/likelihood/bits-per-byte.ts';
import { logProbability } from '../../../../../model-build/runtimes/log-probability.ts';
import { scriptedModel } from '../../../../fixtures/scripted-model.ts';

describe('log probability', () => {
  it('is the logarithm of the softmax, however large the logits', () => {
    expect(logProbability(Float32Array.of(0, Math.log(3)), 1)).toBeCloseTo(Math.log(0.75), 6);
    expect(logProbability(Float32Array.of(3e38, -3e38), 0)).toBe(0);
    expect(logProbability(Float32Array.of(1000, 1000), 1)).toBeCloseTo(-Math.LN2, 12);
  });
});

describe('bits per byte', () => {
  it('is the tokens times log2 of the vocabulary over the bytes for a model that knows nothing', async () => {
    const model = scriptedModel(8, () => new Float32Array(8));
    const documents = [
      { tokens: Uint16Array.of(0, 1, 2, 3), bytes: 10 },
      { tokens: Uint16Array.of(0, 5), bytes: 2 },
    ];
    const bits = [];
    for (const { tokens } of documents) bits.push(await documentBits(model, tokens));
    expect(bits[0]).toBeCloseTo(9, 10);
    const figure = bitsPerByte(documents, bits);
    expect(figure).toMatchObject({ documents: 2, bytes: 12, tokens: 4 });
    expect(figure.bitsPerByte).toBeCloseTo(12 / 12, 10);
  });

  it('feeds the start token first, the true text after it, and never the last token', async () => {
    const fed: number[] = [];
    const model = scriptedModel(8, (token) => {
      fed.push(token);
      return new Float32Array(8);
    });
    await documentBits(model, Uint16Array.of(7, 1, 2, 3));
    await documentBits(model, Uint16Array.of(7, 4));
    expect(fed).toEqual([7, 1, 2, 7]);
  });

  it('carries the state through a document and starts each from zero', async () => {
    // Certain that the next token is the number of steps since the document began.
    const counting = scriptedModel(8, (_, state) => {
      state[0][0]++;
      return new Float32Array(8).fill(-50).fill(50, state[0][0], state[0][0] + 1);
    });
    expect(await documentBits(counting, Uint16Array.of(0, 1, 2, 3))).toBeCloseTo(0, 10);
    expect(await documentBits(counting, Uint16Array.of(0, 1, 2))).toBeCloseTo(0, 10);
    expect(await documentBits(counting, Uint16Array.of(0, 2))).toBeGreaterThan(100);
  });

  it('tells of every token once', async () => {
    let done = 0;
    const model = scriptedModel(2, () => new Float32Array(2));
    await documentBits(model, new Uint16Array(600), (count) => {
      done += count;
    });
    expect(done).toBe(599);
  });
});
