/** Which matrix units are taken, and which products run on them. */
import { describe, expect, it } from 'vitest';
import {
  divides,
  matrixCode,
  matrixInner,
  matrixLanes,
  matrixTile,
} from '../../../../model-build/ops/webgpu/matrix-code.ts';
import { MATRIX_FEATURES, unitsOf } from '../../../../model-build/ops/webgpu/matrix-units.ts';

const config = (M: number, N: number, K: number, componentType = 'f16', resultComponentType = 'f32') => ({
  ...{ componentType, resultComponentType, M, N, K },
});

function adapter(
  configs: ReturnType<typeof config>[],
  { sizes = [32, 32], features = [...MATRIX_FEATURES] as string[], invocations = 1024 } = {},
) {
  return {
    features: new Set(features),
    limits: { maxComputeInvocationsPerWorkgroup: invocations },
    info: { subgroupMinSize: sizes[0]!, subgroupMaxSize: sizes[1]!, subgroupMatrixConfigs: configs },
  };
}

describe('matrix units of an adapter', () => {
  it('are the largest square ones that sum float16 in float32', () => {
    const configs = [
      ...[config(16, 8, 16), config(16, 16, 16, 'f16', 'f16'), config(8, 8, 8)],
      ...[config(16, 16, 16), config(32, 32, 32, 'i8', 'i32')],
    ];
    expect(unitsOf(adapter(configs))).toEqual({ edge: 16, lanes: 32 });
  });

  it('are none without the features that a device has to be asked for', () => {
    for (const missing of MATRIX_FEATURES) {
      const features = MATRIX_FEATURES.filter((feature) => feature !== missing);
      expect(unitsOf(adapter([config(16, 16, 16)], { features }))).toBeUndefined();
    }
  });

  it('are none where subgroups have several sizes, or where a workgroup of eight is too large', () => {
    expect(unitsOf(adapter([config(16, 16, 16)], { sizes: [32, 64] }))).toBeUndefined();
    const small = { sizes: [64, 64], invocations: 256 };
    expect(unitsOf(adapter([config(16, 16, 16)], small))).toBeUndefined();
  });

  it('are none where invocations could not share out what they fetch', () => {
    expect(unitsOf(adapter([config(8, 8, 8)], { sizes: [64, 64] }))).toBeUndefined();
  });
});

describe('a product', () => {
  const units = { edge: 16, lanes: 32 };

  it('runs on units whose tiles divide it, each slice of its inner dimension too', () => {
    expect([matrixTile(units), matrixInner(units), matrixLanes(units)]).toEqual([128, 32, 256]);
    const english = { m: 32_768, n: 1152, k: 256, slices: 1 };
    expect(divides(units, english)).toBe(true);
    expect(divides(units, { ...english, m: 32_769 })).toBe(false);
    expect(divides(units, { ...english, n: 1088 })).toBe(false);
    expect(divides(units, { ...english, k: 272 })).toBe(false);
    expect(divides(units, { ...english, slices: 16 })).toBe(false);
    expect(divides(units, { m: 256, n: 1152, k: 32_768, slices: 64 })).toBe(true);
  });

  it('of each layout reads the stretches that it keeps as they lie: rows of one factor, columns of the other', () => {
    const order = (layout: 'NN' | 'NT' | 'TN') => {
      const shape = {
        layout,
        units,
        bias: false,
        addend: false,
        accumulate: false,
        before: 0,
        scaled: undefined,
      };
      const code = matrixCode(shape);
      return ['left', 'right'].map((side) => {
        const kinds = code.matchAll(new RegExp(`_${side}<f16, 16, 16>, (\\w+)_major`, 'g'));
        return [...new Set(Array.from(kinds, ([, kind]) => kind))].join();
      });
    };
    expect(order('NN')).toEqual(['row', 'row']);
    expect(order('NT')).toEqual(['row', 'col']);
    expect(order('TN')).toEqual(['col', 'row']);
  });
});
