import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { KernelBench } from '../../../../fixtures/kernel-bench.ts';
import * as twins from './twins.ts';

const bench = new KernelBench();
const { kernels } = bench;
beforeEach(() => bench.clear());

/** Sizes around the edges of vectors, blocks and pairs. */
const size = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 300 }));
const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });
const floats = (length: number) =>
  fc.array(float, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));
const bytes = (length: number) =>
  fc.int8Array({ minLength: length, maxLength: length }).map((values) => Int8Array.from(values));
/** Views of split vectors begin at any float. */
const offset = fc.constantFrom(0, 4, 8, 12);

const matrix = fc.tuple(size, fc.integer({ min: 1, max: 50 })).chain(([inputs, outputs]) =>
  fc.record({
    inputs: fc.constant(inputs),
    outputs: fc.constant(outputs),
    weights: bytes(inputs * outputs),
    x: floats(inputs),
    scale: floats(outputs),
    bias: floats(outputs),
  }),
);

/** `[rows, columns]` as `[columns, rows]`. */
function transposed(values: Int8Array, rows: number, columns: number): Int8Array {
  return Int8Array.from(
    { length: values.length },
    (_, i) => values[(i % rows) * columns + Math.trunc(i / rows)],
  );
}

/** Packs weights `[outputs, inputs]`, in two goes, from rows or from columns. */
function pack(weights: Int8Array, inputs: number, outputs: number, from: 'rows' | 'columns'): number {
  const stride = Math.ceil(inputs / 8) * 8;
  const bytes = stride * Math.ceil(outputs / 32) * 32;
  const target = bench.put(new Int8Array(bytes + 4 * Math.ceil(outputs / 32) * 32));
  const [rows, columns] = from === 'rows' ? [outputs, inputs] : [inputs, outputs];
  const source = from === 'rows' ? weights : transposed(weights, outputs, inputs);
  const packSome = from === 'rows' ? kernels.packRows : kernels.packColumns;
  const half = (rows >> 1) & ~3;
  for (const [first, end] of [
    [0, half],
    [half, rows],
  ]) {
    const some = bench.put(source.subarray(first * columns, end * columns));
    packSome(target, some, first, end - first, columns, stride, target + bytes);
  }
  return target;
}

/** Places the steps of rows with the room that products want behind them. */
function notes(steps: readonly number[]): number {
  const room = new Float32Array(8);
  room.set(steps);
  return bench.put(room);
}

describe('product', () => {
  it.each(['rows', 'columns'] as const)('equals its twin to the bit, packed from %s', (from) => {
    fc.assert(
      fc.property(matrix, offset, ({ inputs, outputs, weights, x, scale, bias }, misaligned) => {
        bench.clear();
        const packed = pack(weights, inputs, outputs, from);
        const q = bench.reserve(2 * inputs + 16);
        const levels = twins.levels(inputs);
        const step = kernels.quantize(q, bench.put(x, misaligned), inputs, levels, 8);
        const y = bench.reserve(4 * outputs + 128);
        const stride = Math.ceil(inputs / 8) * 8;
        kernels.product(y, q, packed, bench.put(scale), bench.put(bias), notes([step]), stride, outputs);
        const { values, step: wanted } = twins.quantize(x, levels);
        expect(step).toBe(wanted);
        expect(bench.floats(y, outputs)).toEqual(twins.product(values, weights, scale, bias, wanted));
      }),
      { numRuns: 200 },
    );
  });

  it('of four rows equals its twin in each of them', () => {
    const rows = 4;
    const several = matrix.chain(
      ({ inputs, ...rest }) =>
        fc.record({
          inputs: fc.constant(inputs),
          xs: fc.array(floats(inputs), { minLength: rows, maxLength: rows }),
          ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, fc.constant(value)])),
        }) as fc.Arbitrary<{ inputs: number; xs: Float32Array[] } & typeof rest>,
    );
    fc.assert(
      fc.property(several, ({ inputs, outputs, weights, xs, scale, bias }) => {
        bench.clear();
        const packed = pack(weights, inputs, outputs, 'rows');
        const padded = Math.ceil(inputs / 8) * 8;
        const q = bench.reserve(2 * rows * padded);
        const levels = twins.levels(inputs);
        const steps = xs.map((x, row) =>
          kernels.quantize(q + 8 * row, bench.put(x), inputs, levels, 8 * rows),
        );
        const stride = Math.ceil(outputs / 32) * 128;
        const y = bench.reserve(rows * stride);
        const [scaleAt, biasAt] = [bench.put(scale), bench.put(bias)];
        kernels.productOfFours(y, stride, q, packed, scaleAt, biasAt, notes(steps), padded, outputs, 1);
        for (const [row, x] of xs.entries()) {
          const { values, step } = twins.quantize(x, levels);
          expect(bench.floats(y + row * stride, outputs)).toEqual(
            twins.product(values, weights, scale, bias, step),
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  it('does not overflow with the greatest weights and activations there can be', () => {
    for (const inputs of [1, 512, 513, 1000, 1024, 4096]) {
      bench.clear();
      const x = new Float32Array(inputs).fill(-3);
      const weights = new Int8Array(inputs).fill(-128);
      const packed = pack(weights, inputs, 1, 'rows');
      const q = bench.reserve(2 * inputs + 16);
      const step = kernels.quantize(q, bench.put(x), inputs, twins.levels(inputs), 8);
      const y = bench.reserve(192);
      const one = bench.put(Float32Array.of(1));
      const none = bench.put(Float32Array.of(0));
      kernels.product(y, q, packed, one, none, notes([step]), Math.ceil(inputs / 8) * 8, 1);
      expect(bench.floats(y, 1)[0] / (inputs * 3 * 128)).toBeCloseTo(1, 6);
    }
  });
});

describe('quantize', () => {
  it('equals its twin, and is zero beyond the end', () => {
    fc.assert(
      fc.property(size.chain(floats), offset, (x, misaligned) => {
        bench.clear();
        const q = bench.reserve(2 * x.length + 16);
        const most = twins.levels(x.length);
        const step = kernels.quantize(q, bench.put(x, misaligned), x.length, most, 8);
        const { values, step: wanted } = twins.quantize(x, most);
        expect(step).toBe(wanted);
        const padded = new Int16Array(Math.ceil(x.length / 8) * 8);
        padded.set(values);
        expect(bench.shorts(q, padded.length)).toEqual(padded);
      }),
    );
  });

  it('rounds to within half a step, and what is tiny to zero', () => {
    fc.assert(
      fc.property(size.chain(floats), (x) => {
        const { values, step } = twins.quantize(x, 8191);
        for (const [i, value] of values.entries()) {
          expect(Math.abs(value * step - x[i])).toBeLessThanOrEqual(step * 0.501 + 1e-30);
        }
      }),
    );
    const tiny = bench.put(Float32Array.of(1e-38, -1e-40, 0));
    const q = bench.reserve(16);
    expect(kernels.quantize(q, tiny, 3, 32_767, 8)).toBe(0);
    expect(bench.shorts(q, 8)).toEqual(new Int16Array(8));
  });

  it('answers NaN when a number is, so that nothing of it can pass for a result', () => {
    const x = bench.put(Float32Array.of(1, Number.NaN, 3, 4, 5));
    expect(kernels.quantize(bench.reserve(16), x, 5, 32_767, 8)).toBeNaN();
  });
});

it('embed takes one row of the table, scaled', () => {
  fc.assert(
    fc.property(matrix, fc.nat(), ({ inputs: width, outputs: rows, weights, scale }, any) => {
      bench.clear();
      const token = any % rows;
      const packed = pack(weights, width, rows, 'rows');
      const y = bench.reserve(4 * width + 64);
      kernels.embed(y, packed, bench.put(scale), token, width, Math.ceil(width / 8) * 8);
      const row = weights.subarray(token * width, (token + 1) * width);
      expect(bench.floats(y, width)).toEqual(Float32Array.from(row, (value) => value * scale[token]));
    }),
  );
});

it('norm equals its twin to the bit', () => {
  fc.assert(
    fc.property(
      size.chain((n) => fc.tuple(floats(n), floats(n))),
      offset,
      ([x, gain], misaligned) => {
        bench.clear();
        const y = bench.reserve(4 * x.length + 64);
        kernels.norm(y, bench.put(x, misaligned), bench.put(gain), x.length, 1e-5);
        expect(bench.floats(y, x.length)).toEqual(twins.norm(x, gain, 1e-5));
      },
    ),
  );
});

describe.each([
  ['add', (a: number, b: number) => a + b],
  ['subtract', (a: number, b: number) => a - b],
  ['multiply', (a: number, b: number) => a * b],
] as const)('%s', (name, apply) => {
  it('goes element by element, wherever the operands begin', () => {
    fc.assert(
      fc.property(
        size.chain((n) => fc.tuple(floats(n), floats(n))),
        offset,
        offset,
        ([a, b], first, second) => {
          bench.clear();
          const y = bench.reserve(4 * a.length + 64);
          kernels[name](y, bench.put(a, first), bench.put(b, second), a.length);
          expect(bench.floats(y, a.length)).toEqual(a.map((value, i) => apply(value, b[i])));
        },
      ),
    );
  });
});

describe.each([
  ['sigmoid', twins.sigmoid],
  ['tanh', twins.tanh],
  ['relu', twins.relu],
] as const)('%s', (name, twin) => {
  it('equals its twin to the bit', () => {
    fc.assert(
      fc.property(size.chain(floats), offset, (x, misaligned) => {
        bench.clear();
        const y = bench.reserve(4 * x.length + 64);
        kernels[name](y, bench.put(x, misaligned), x.length);
        expect(bench.floats(y, x.length)).toEqual(x.map(twin));
      }),
    );
  });
});

it('copy writes not a byte more than it is told', () => {
  fc.assert(
    fc.property(size.chain(floats), offset, (x, misaligned) => {
      bench.clear();
      const y = bench.put(new Float32Array(x.length + 4).fill(7));
      kernels.copy(y + 4, bench.put(x, misaligned), x.length);
      expect(bench.floats(y, x.length + 2)).toEqual(Float32Array.of(7, ...x, 7));
    }),
  );
});
