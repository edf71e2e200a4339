/**
 * Our kernels against ONNX's: ours are `[inputs, gates * hidden]` for row vectors, ONNX's `GRU`, `LSTM` and `RNN`
 * want `[1, gates * hidden, inputs]`, and the LSTM's gates in another order.
 */
import { GATES } from '../network/spec.ts';

/** Gates in the order of ONNX's operator; only the LSTM's differs from ours. */
const ONNX_GATES = {
  gru: ['update', 'reset', 'candidate'],
  lstm: ['input', 'output', 'forget', 'candidate'],
  rnn: ['candidate'],
} as const satisfies Record<string, readonly string[]>;

/** Cells that ONNX has an operator for. */
export type StandardCell = keyof typeof ONNX_GATES;

/** Whether ONNX has an operator of its own for a cell. */
export const isStandard = (cell: string): cell is StandardCell => cell in ONNX_GATES;

/** A kernel `[inputs, gates * hidden]` as ONNX's `[gates * hidden, inputs]`, gates reordered. */
export function onnxKernel(cell: StandardCell, kernel: Float32Array, hidden: number): Float32Array {
  const columns = gateColumns(cell, hidden);
  const inputs = kernel.length / columns.length;
  const result = new Float32Array(kernel.length);
  columns.forEach((column, row) => {
    for (let i = 0; i < inputs; i++) result[row * inputs + i] = kernel[i * columns.length + column];
  });
  return result;
}

/** A bias `[gates * hidden]`, gates reordered. */
export function onnxBias(cell: StandardCell, bias: Float32Array, hidden: number): Float32Array {
  return Float32Array.from(gateColumns(cell, hidden), (column) => bias[column]);
}

/** Our column for each of ONNX's rows. */
function gateColumns(cell: StandardCell, hidden: number): number[] {
  return ONNX_GATES[cell].flatMap((gate) => {
    const first = GATES[cell].indexOf(gate) * hidden;
    return Array.from({ length: hidden }, (_, i) => first + i);
  });
}
