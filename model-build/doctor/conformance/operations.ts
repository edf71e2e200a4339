/** Every operation, as a scalar function of its tensors: what gradients are checked on. */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../../ops/ops.ts';
import { Random } from '../../random/random.ts';

export interface OperationCase {
  name: string;
  /** Shapes of the tensors that gradients flow to. */
  shapes: number[][];
  run(ops: Ops, x: tf.Tensor[]): tf.Tensor;
}

/** Sizes: one step and several, one lane and several; widths are multiples of 4, vocabularies are not. */
export interface Sizes {
  time: number;
  batch: number;
  hidden: number;
  width: number;
  vocabulary: number;
}

export const SIZES: Sizes[] = [
  { time: 1, batch: 1, hidden: 4, width: 4, vocabulary: 5 },
  { time: 2, batch: 3, hidden: 8, width: 4, vocabulary: 7 },
  { time: 5, batch: 2, hidden: 12, width: 20, vocabulary: 33 },
];

export const randomTensor = (shape: number[], random: Random, scale = 0.5): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * random.normal()),
    shape,
  );

type Sequence = { output: tf.Tensor3D; [state: string]: tf.Tensor };

/** The output alone; states carry no gradient and are let go. */
function outputOf({ output, ...states }: Sequence): tf.Tensor {
  tf.dispose(Object.values(states));
  return output;
}

export function cases({ time, batch, hidden, width, vocabulary }: Sizes): OperationCase[] {
  const rows = time * batch;
  const ids = () =>
    tf.tensor1d(
      Int32Array.from({ length: rows }, (_, i) => (i * 7 + 3) % vocabulary),
      'int32',
    );
  const state = () => randomTensor([batch, hidden], new Random(99)) as tf.Tensor2D;
  const t1 = (x: tf.Tensor) => x as tf.Tensor1D;
  const t2 = (x: tf.Tensor) => x as tf.Tensor2D;
  // Fused kernels may overwrite the input of a sequence: it gets a copy, as it does from the map before it.
  const t3 = (x: tf.Tensor) => tf.add(x, 0) as tf.Tensor3D;
  return [
    { name: 'embed', shapes: [[vocabulary, width]], run: (ops, [table]) => ops.embed(t2(table), ids(), 4) },
    {
      name: 'dense',
      shapes: [[rows, width], [width, hidden], [hidden]],
      run: (ops, [x, w, b]) => ops.dense(t2(x), t2(w), t1(b)),
    },
    {
      name: 'dense without bias',
      shapes: [
        [rows, width],
        [width, hidden],
      ],
      run: (ops, [x, w]) => ops.dense(t2(x), t2(w)),
    },
    {
      name: 'residual',
      shapes: [
        [rows, width],
        [rows, hidden],
        [hidden, width],
      ],
      run: (ops, [x, r, w]) => ops.residual(t2(x), t2(r), t2(w)),
    },
    {
      name: 'gru',
      shapes: [[time, batch, 3 * hidden], [hidden, 3 * hidden], [3 * hidden]],
      run: (ops, [x, u, b]) => outputOf(ops.gru(t3(x), state(), t2(u), t1(b))),
    },
    {
      name: 'lstm',
      shapes: [
        [time, batch, 4 * hidden],
        [hidden, 4 * hidden],
      ],
      run: (ops, [x, u]) => outputOf(ops.lstm(t3(x), state(), state(), t2(u))),
    },
    ...(['linear', 'tanh', 'relu', 'binary'] as const).map((activation) => ({
      name: `elman, ${activation}`,
      shapes: [
        [time, batch, hidden],
        [hidden, hidden],
      ],
      run: (ops: Ops, [x, u]: tf.Tensor[]) => outputOf(ops.elman(t3(x), state(), t2(u), activation)),
    })),
    {
      name: 'scan',
      shapes: [[time, batch, 3 * hidden]],
      run: (ops, [x]) => outputOf(ops.scan(t3(x), state(), 0.3)),
    },
    {
      name: 'norm',
      shapes: [[rows, width], [width]],
      run: (ops, [x, gain]) => ops.norm(t2(x), t1(gain)),
    },
    {
      name: 'shift',
      shapes: [[time, batch, width], [width]],
      run: (ops, [x, mix]) => {
        const before = randomTensor([batch, width], new Random(98)) as tf.Tensor2D;
        return outputOf(ops.shift(t3(x), before, t1(mix)));
      },
    },
    {
      name: 'norm and shift',
      shapes: [[time, batch, width], [width], [width]],
      run: (ops, [x, gain, mix]) => {
        const before = randomTensor([batch, width], new Random(98)) as tf.Tensor2D;
        return outputOf(ops.normShift(t3(x), t1(gain), before, t1(mix)));
      },
    },
    { name: 'gate', shapes: [[rows, 2 * width]], run: (ops, [x]) => ops.gate(t2(x)) },
    {
      name: 'loss',
      shapes: [[rows, width], [vocabulary, width], [vocabulary]],
      run: (ops, [y, table, bias]) => ops.loss(t2(y), t2(table), t1(bias), ids(), true),
    },
  ];
}
