/** Planned models against the reference: the same int8 weights, teacher-forced on the same tokens. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NetworkSpec } from '../../../../../model-build/network/spec.ts';
import { stepGraph } from '../../../../../model-build/onnx/step-graph.ts';
import { quantize } from '../../../../../model-build/quantize/quantize.ts';
import type { Activations } from '../../../../../src/runtime/kernels/exports.ts';
import { openKernelModel } from '../../../../../src/runtime/kernels/model.ts';
import { openReference } from '../../../../../src/runtime/reference.ts';
import { KERNELS_MODULE } from '../../../../fixtures/kernel-bench.ts';
import { NETWORKS } from '../../../../fixtures/networks.ts';
import { randomWeights } from '../../../../fixtures/random-model.ts';

/**
 * 16-bit activations against floats, over 60 steps of a network with random weights, in units of the logits' spread.
 * Measured over the networks below: 2.7e-4 at worst, where onnxruntime's 8-bit ones err by 4.8e-2.
 */
const TOLERANCE = 1e-3;
/** The same of inputs rounded to a byte. Measured: 6.4e-2 at worst. */
const BYTE_TOLERANCE = 0.1;

const open = (onnx: Uint8Array, activations?: Activations) =>
  openKernelModel(KERNELS_MODULE, onnx, activations);
const onnxOf = (spec: NetworkSpec) => stepGraph(spec, quantize(spec, randomWeights(spec, 5)));
const tokensOf = ({ vocabulary }: NetworkSpec) =>
  Array.from({ length: 60 }, (_, i) => (i * 7919) % vocabulary);
/** Root mean square distance from the mean. */
function spread(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Largest difference of a logit from the reference's, in units of the logits' spread. */
async function distance(onnx: Uint8Array, activations?: Activations): Promise<number> {
  const model = open(onnx, activations);
  const reference = openReference(onnx);
  const state = model.initialState();
  const wantedState = reference.initialState();
  let largest = 0;
  for (let i = 0; i < 60; i++) {
    const token = (i * 7919) % model.vocabulary;
    const logits = await model.step(token, state);
    const wanted = await reference.step(token, wantedState);
    const unit = spread(wanted);
    for (const [i, value] of wanted.entries())
      largest = Math.max(largest, Math.abs(logits[i] - value) / unit);
  }
  expect(state.map(({ length }) => length)).toEqual(wantedState.map(({ length }) => length));
  return largest;
}

describe.each(Object.entries(NETWORKS))('%s', (name, spec) => {
  const onnx = onnxOf(spec);

  it('follows the reference', async () => {
    expect(await distance(onnx)).toBeLessThan(TOLERANCE);
    // Inputs near 0 are rounded to 0, and the sign of 0 is neither.
    if (name !== 'binary rnn') expect(await distance(onnx, 'int8')).toBeLessThan(BYTE_TOLERANCE);
  });

  it.each([undefined, 'int8'] as const)(
    'reads a text in blocks to the same bits as token by token, however it is cut: %s',
    async (activations) => {
      const tokens = tokensOf(spec);
      const [model, stepped] = [open(onnx, activations), open(onnx, activations)];
      const states = [stepped.initialState()];
      const logits: Float32Array[] = [];
      for (const token of tokens) {
        const state = states[states.length - 1].map((values) => values.slice());
        logits.push((await stepped.step(token, state)).slice());
        states.push(state);
      }
      const block = fc.record({ size: fc.integer({ min: 1, max: model.rows! }), wanted: fc.nat(2) });
      await fc.assert(
        fc.asyncProperty(
          fc.array(block, { minLength: tokens.length, maxLength: tokens.length }),
          async (cuts) => {
            const state = model.initialState();
            for (let from = 0, i = 0; from < tokens.length; i++) {
              const some = tokens.slice(from, from + cuts[i].size);
              const wanted = (['none', 'last', 'all'] as const)[cuts[i].wanted];
              const got = await model.read!(some, state, wanted);
              from += some.length;
              const first = { none: from, last: from - 1, all: from - some.length }[wanted];
              expect(got).toEqual(logits.slice(first, from));
              expect(state).toEqual(states[from]);
            }
          },
        ),
        { numRuns: 20 },
      );
    },
  );

  it.each([undefined, 'int8'] as const)(
    'steps many states to the same bits as one by one, whatever they have read: %s',
    async (activations) => {
      const [model, alone] = [open(onnx, activations), open(onnx, activations)];
      const token = fc.nat(spec.vocabulary - 1);
      const text = fc.array(token, { maxLength: 9 });
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ text, token }), { minLength: 1, maxLength: model.rows! }),
          async (rows) => {
            const states = rows.map(() => alone.initialState());
            for (const [i, { text }] of rows.entries()) {
              for (const token of text) await alone.step(token, states[i]);
            }
            const copies = states.map((state) => state.map((values) => values.slice()));
            const logits = await model.stepMany!(
              rows.map(({ token }) => token),
              copies,
            );
            for (const [i, { token }] of rows.entries()) {
              expect(logits[i]).toEqual(await alone.step(token, states[i]));
              expect(copies[i]).toEqual(states[i]);
            }
          },
        ),
        { numRuns: 20 },
      );
    },
  );

  it('answers from the state alone, not from what it did before', async () => {
    const model = open(onnx);
    const fresh = open(onnx);
    const state = model.initialState();
    for (const token of tokensOf(spec)) await model.step(token, state);
    const before = state.map((values) => values.slice());
    const logits = (await model.step(3, state)).slice();
    expect(await fresh.step(3, before)).toEqual(logits);
    expect(before).toEqual(state);
  });
});

const SPEC = NETWORKS['two grus'];

it('takes little more memory than its weights, the table held once', () => {
  const spec = { ...SPEC, vocabulary: 4096, embedding: 128, hidden: 64 };
  const onnx = onnxOf(spec);
  expect(open(onnx).memoryBytes).toBeLessThan(onnx.length + 200_000);
});

it('refuses a token outside its vocabulary, and works on', async () => {
  const model = open(onnxOf(SPEC));
  const state = model.initialState();
  for (const token of [-1, SPEC.vocabulary, 0.5, Number.NaN]) {
    await expect(model.step(token, state)).rejects.toThrow(RangeError);
  }
  expect((await model.step(0, state)).every(Number.isFinite)).toBe(true);
});

it('refuses more rows than it has, and none', async () => {
  const model = open(onnxOf(SPEC));
  const state = model.initialState();
  const tooMany = new Array<number>(model.rows! + 1).fill(0);
  await expect(model.read!(tooMany, state, 'last')).rejects.toThrow(RangeError);
  await expect(model.read!([], state, 'last')).rejects.toThrow(RangeError);
  await expect(
    model.stepMany!(
      tooMany,
      tooMany.map(() => state),
    ),
  ).rejects.toThrow(RangeError);
  await expect(model.read!([0, SPEC.vocabulary], state, 'none')).rejects.toThrow(RangeError);
});

it('gives its memory back, and says so when it is used after that', async () => {
  const model = open(onnxOf(SPEC));
  const state = model.initialState();
  model.dispose();
  expect(model.memoryBytes).toBe(0);
  await expect(model.step(0, state)).rejects.toThrow('disposed');
});

it('does not keep the bytes it was opened from', async () => {
  const onnx = onnxOf(SPEC);
  const model = open(onnx);
  const first = (await model.step(1, model.initialState())).slice();
  onnx.fill(0);
  expect(await model.step(1, model.initialState())).toEqual(first);
});
