/** Tied softmax with cross-entropy: logits never exist for more than one chunk of rows, which stays in the cache. */
import * as tf from '@tensorflow/tfjs';
import type { Heap } from '../../heap/heap.ts';
import type { Ops } from '../ops.ts';

/** Rows at a time: 512 x 4096 logits are 8 MB, and GEMM is at full speed from a few hundred rows. */
const CHUNK_ROWS = 512;

/** The loss, fused. */
export function softmax(heap: Heap): Pick<Ops, 'loss'> {
  const k = heap.kernels;
  return {
    loss(y, table, bias, targets, gradients) {
      const [rows, width] = y.shape;
      const vocabulary = table.shape[0];
      return tf.customGrad((...args) => {
        const [y, e, b] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor, tf.Tensor];
        const save = args.at(-1) as unknown as tf.GradSaveFunc;
        const chunk = Math.min(CHUNK_ROWS, rows);
        const logits = heap.empty([chunk, vocabulary]);
        const parts = heap.empty([chunk, 2]);
        const dy = heap.empty([gradients ? rows : 1, width]);
        const de = gradients ? heap.zeros([vocabulary, width]) : heap.zeros([1]);
        const db = heap.zeros([vocabulary]);
        const [py, pe, pl, pd, pde] = heap.each(y, e, logits, dy, de);
        const pdb = gradients ? heap.at(db) : 0;
        let sum = 0;
        for (let from = 0; from < rows; from += chunk) {
          const n = Math.min(chunk, rows - from);
          const at = 4 * from * width;
          heap.gemm(py + at, pe, pl, n, vocabulary, width, { transposeB: true });
          const target = heap.at(targets) + 4 * from;
          k.softmaxLoss(pl, heap.at(b), pdb, target, heap.at(parts), n, vocabulary, 1 / rows);
          const part = heap.floats(heap.at(parts), 2 * n);
          for (let i = 0; i < n; i++) sum += Math.log(part[2 * i]!) + part[2 * i + 1]!;
          if (!gradients) continue;
          heap.gemm(pl, pe, pd + at, n, width, vocabulary);
          heap.gemm(pl, py + at, pde, vocabulary, width, n, { transposeA: true, beta: 1 });
        }
        save([dy, de, db]);
        const gradFunc = (d: tf.Tensor, saved: tf.Tensor[]) => saved.map((v) => tf.mul(v, d));
        return { value: tf.scalar(sum / rows), gradFunc };
      })(y, table, bias) as tf.Scalar;
    },
  };
}
