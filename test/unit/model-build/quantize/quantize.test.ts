import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dequantizeMatrix, quantize, quantizeMatrix } from '../../../../model-build/quantize/quantize.ts';
import { quantizationReport } from '../../../../model-build/quantize/report.ts';
import { NETWORKS } from '../../../fixtures/networks.ts';
import { RANDOM_SPEC, randomWeights } from '../../../fixtures/random-model.ts';

const matrices = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([rows, columns]) =>
    fc
      .float32Array({
        minLength: rows * columns,
        maxLength: rows * columns,
        noNaN: true,
        noDefaultInfinity: true,
        min: Math.fround(-1e30),
        max: Math.fround(1e30),
      })
      .map((values) => ({ shape: [rows, columns], values })),
  );
const sides = fc.constantFrom<'row' | 'column'>('row', 'column');

describe('quantization', () => {
  it('moves no weight by more than half a step of its channel', () => {
    fc.assert(
      fc.property(matrices, sides, (matrix, side) => {
        const quantized = quantizeMatrix(matrix, side);
        const after = dequantizeMatrix(quantized);
        matrix.values.forEach((value, i) => {
          const scale = scaleAt(quantized, i);
          // A part in a million above the half: scale and product are float32.
          expect(Math.abs(value - after[i])).toBeLessThanOrEqual(
            0.5 * scale * (1 + 1e-6) + 1e-6 * Math.abs(value),
          );
        });
      }),
    );
  });

  it('keeps signs and uses -127..127 only, with positive scales', () => {
    fc.assert(
      fc.property(matrices, sides, (matrix, side) => {
        const { values, scales } = quantizeMatrix(matrix, side);
        expect(scales).toHaveLength(matrix.shape[side === 'row' ? 0 : 1]);
        expect(scales.every((scale) => scale > 0 && Number.isFinite(scale))).toBe(true);
        values.forEach((value, i) => {
          expect(Math.abs(value)).toBeLessThanOrEqual(127);
          expect(value * matrix.values[i]).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  it('gives the largest weight of each channel the largest integer', () => {
    const { values, scales } = quantizeMatrix(
      { shape: [2, 2], values: Float32Array.of(1, -8, 0.25, 2) },
      'column',
    );
    expect([...values]).toEqual([127, -127, 32, 32]);
    expect([...scales]).toEqual([1 / 127, 8 / 127].map(Math.fround));
  });

  it('is the identity on what it has quantized', () => {
    fc.assert(
      fc.property(matrices, sides, (matrix, side) => {
        const once = quantizeMatrix(matrix, side);
        const twice = quantizeMatrix({ shape: matrix.shape, values: dequantizeMatrix(once) }, side);
        expect(twice.values).toEqual(once.values);
      }),
    );
  });

  it('keeps a channel of zeros zero', () => {
    const quantized = quantizeMatrix({ shape: [2, 2], values: Float32Array.of(0, 3, 0, -3) }, 'column');
    expect([...dequantizeMatrix(quantized)]).toEqual([0, 3, 0, -3]);
  });

  it.each(Object.entries(NETWORKS))(
    'quantizes every matrix of %s and no vector, the table by rows',
    (_, spec) => {
      const { matrices, vectors } = quantize(spec, randomWeights(spec, 1));
      for (const [name, { scaleOf, scales, shape }] of matrices) {
        expect(scaleOf).toBe(name === 'table' ? 'row' : 'column');
        expect(scales).toHaveLength(shape[name === 'table' ? 0 : 1]);
      }
      for (const { shape } of vectors.values()) expect(shape).toHaveLength(1);
      expect(matrices.size + vectors.size).toBe(randomWeights(spec, 1).size);
    },
  );

  it('names a weight that is missing, misshapen or not finite', () => {
    const weights = randomWeights(RANDOM_SPEC, 1);
    const without = new Map(weights);
    without.delete('output.kernel');
    expect(() => quantize(RANDOM_SPEC, without)).toThrow('output.kernel: missing, wanted shape [32,16]');
    const misshapen = new Map(weights).set('table', { shape: [16, 257], values: new Float32Array(16 * 257) });
    expect(() => quantize(RANDOM_SPEC, misshapen)).toThrow('table: got shape [16,257]');
    const exploded = new Map(weights).set('output.bias', {
      shape: [16],
      values: new Float32Array(16).fill(NaN, 3),
    });
    expect(() => quantize(RANDOM_SPEC, exploded)).toThrow('output.bias: value 3 is NaN');
  });
});

describe('the report', () => {
  it('names the tensor that lost most first', () => {
    const weights = randomWeights(RANDOM_SPEC, 1);
    // One outlier in every column takes the whole range, and the rest of the column rounds to a few steps.
    const kernel = weights.get('layer0.input.kernel')!;
    kernel.values.fill(100, 0, 96);
    const [worst, ...rest] = quantizationReport(weights, quantize(RANDOM_SPEC, weights));
    expect(worst.largest).toBeGreaterThan(0.1);
    expect([worst, ...rest].map((e) => e.relative)).toEqual(
      [worst, ...rest].map((e) => e.relative).sort((a, b) => b - a),
    );
    expect(rest.map((e) => e.name)).toContain('table');
    expect(rest.every((e) => e.relative > 0 && e.relative < 0.01)).toBe(true);
  });
});

function scaleAt(quantized: ReturnType<typeof quantizeMatrix>, i: number): number {
  const [, columns] = quantized.shape;
  return quantized.scales[quantized.scaleOf === 'row' ? Math.trunc(i / columns) : i % columns];
}
