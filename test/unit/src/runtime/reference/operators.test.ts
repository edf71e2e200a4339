import { describe, expect, it } from 'vitest';
import type { Attribute } from '../../../../../src/runtime/onnx/graph.ts';
import { OnnxError } from '../../../../../src/runtime/onnx/graph.ts';
import { OPERATORS } from '../../../../../src/runtime/reference/operators.ts';
import type { Computed } from '../../../../../src/runtime/reference/tensors.ts';

function tensor(shape: number[], ...values: number[]): Computed {
  return { shape, data: Float32Array.from(values) };
}

function run(operator: string, inputs: Computed[], attributes: Record<string, Attribute> = {}): Computed[] {
  return OPERATORS.get(operator)!.run(inputs, new Map(Object.entries(attributes)));
}

const axis = (value: number): Record<string, Attribute> => ({ axis: { type: 'int', value } });

describe('operators of the reference', () => {
  it('broadcasts as ONNX does: from the right, ones stretched', () => {
    const row = tensor([1, 3], 1, 2, 3);
    expect(run('Add', [row, tensor([3], 10, 20, 30)])).toEqual([tensor([1, 3], 11, 22, 33)]);
    expect(run('Sub', [row, tensor([], 1)])).toEqual([tensor([1, 3], 0, 1, 2)]);
    expect(run('Mul', [tensor([2, 1], 1, -1), row])).toEqual([tensor([2, 3], 1, 2, 3, -1, -2, -3)]);
    expect(run('Div', [tensor([3, 1], 6, 12, 18), row])).toEqual([
      tensor([3, 3], 6, 3, 2, 12, 6, 4, 18, 9, 6),
    ]);
    expect(() => run('Add', [row, tensor([2], 1, 2)])).toThrow('shapes [1,3] and [2] do not broadcast');
  });

  it('refuses a result that would fill the memory', () => {
    const long = { shape: [2 ** 14], data: new Float32Array(2 ** 14) };
    expect(() => run('Add', [{ ...long, shape: [2 ** 14, 1] }, long])).toThrow(OnnxError);
  });

  it('saturates without overflow', () => {
    expect(run('Sigmoid', [tensor([4], -1000, 0, 1000, 2)])).toEqual([
      tensor([4], 0, 0.5, 1, 0.8807970779778823),
    ]);
    expect(run('Tanh', [tensor([2], -1000, 1000)])).toEqual([tensor([2], -1, 1)]);
    expect(run('Relu', [tensor([2], -3, 3)])).toEqual([tensor([2], 0, 3)]);
  });

  it('passes floats through quantization, so that only weights are rounded', () => {
    const x = tensor([1, 3], 0.1, -0.2, 1e-6);
    expect(run('DynamicQuantizeLinear', [x])).toEqual([x, tensor([], 1), tensor([], 0)]);
  });

  it('multiplies a row by a matrix, plain or transposed, with a bias', () => {
    const x = tensor([1, 2], 1, 10);
    const matrix = tensor([2, 3], 1, 2, 3, 4, 5, 6);
    expect(run('MatMul', [x, matrix])).toEqual([tensor([1, 3], 41, 52, 63)]);
    const across = run('Transpose', [matrix], { perm: { type: 'ints', value: [1, 0] } })[0];
    expect(across).toEqual(tensor([3, 2], 1, 4, 2, 5, 3, 6));
    expect(run('Gemm', [x, across, tensor([3], 1, 1, 1)], { transB: { type: 'int', value: 1 } })).toEqual([
      tensor([1, 3], 42, 53, 64),
    ]);
    expect(() => run('MatMul', [x, across])).toThrow('product: [1,2] times [3,2]');
  });

  it('takes rows, and refuses a row that is not there', () => {
    const table = tensor([3, 2], 1, 2, 3, 4, 5, 6);
    expect(run('Gather', [table, tensor([1], 2)], axis(0))).toEqual([tensor([1, 2], 5, 6)]);
    for (const row of [-1, 3, 0.5]) {
      expect(() => run('Gather', [table, tensor([1], row)], axis(0))).toThrow(RangeError);
    }
  });

  it('splits a row, and refuses sizes that do not sum to it', () => {
    const row = tensor([1, 3], 1, 2, 3);
    expect(run('Split', [row, tensor([2], 1, 2)], axis(1))).toEqual([
      tensor([1, 1], 1),
      tensor([1, 2], 2, 3),
    ]);
    expect(() => run('Split', [row, tensor([2], 1, 1)], axis(1))).toThrow('[1,3] into [1,1]');
  });

  it('refuses an attribute that it does not honour', () => {
    expect(() => run('Gather', [tensor([1, 1], 1), tensor([1], 0)], axis(1))).toThrow(
      'attribute axis is 1, wanted 0',
    );
    expect(() =>
      run('Gemm', [tensor([1, 1], 1), tensor([1, 1], 1)], { alpha: { type: 'float', value: 2 } }),
    ).toThrow('attribute alpha is 2, wanted 1');
  });

  it('means along the last axis', () => {
    const attributes: Record<string, Attribute> = {
      axes: { type: 'ints', value: [-1] },
      keepdims: { type: 'int', value: 1 },
    };
    expect(run('ReduceMean', [tensor([2, 2], 1, 3, 10, 20)], attributes)).toEqual([tensor([2, 1], 2, 15)]);
  });
});
