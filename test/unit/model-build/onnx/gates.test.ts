import { describe, expect, it } from 'vitest';
import { onnxBias, onnxKernel } from '../../../../model-build/onnx/gates.ts';

describe('gate order', () => {
  // Kernel [inputs 2, gates * hidden 2]: entry 100 * gate + 10 * unit + input, gates numbered in our order.
  const kernelOf = (gates: number): Float32Array =>
    Float32Array.from({ length: 2 * gates * 2 }, (_, i) => {
      const column = i % (gates * 2);
      return 100 * Math.trunc(column / 2) + 10 * (column % 2) + Math.trunc(i / (gates * 2));
    });

  it('turns an LSTM from input, forget, candidate, output into input, output, forget, candidate', () => {
    expect([...onnxKernel('lstm', kernelOf(4), 2)]).toEqual(
      [0, 300, 100, 200].flatMap((gate) => [gate, gate + 1, gate + 10, gate + 11]),
    );
    expect([...onnxBias('lstm', Float32Array.of(0, 1, 10, 11, 20, 21, 30, 31), 2)]).toEqual([
      0, 1, 30, 31, 10, 11, 20, 21,
    ]);
  });

  it('only transposes a GRU and an Elman cell', () => {
    expect([...onnxKernel('gru', kernelOf(3), 2)]).toEqual(
      [0, 100, 200].flatMap((gate) => [gate, gate + 1, gate + 10, gate + 11]),
    );
    expect([...onnxKernel('rnn', kernelOf(1), 2)]).toEqual([0, 1, 10, 11]);
  });
});
