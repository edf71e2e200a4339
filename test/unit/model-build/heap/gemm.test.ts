import * as tf from '@tensorflow/tfjs';
import { expect, it, vi } from 'vitest';
import { randomTensor } from '../../../../model-build/doctor/conformance/operations.ts';
import { openHeap } from '../../../../model-build/heap/heap.ts';
import { Random } from '../../../../model-build/random/random.ts';

it('multiplies matrices of odd sizes, transposed or not, without OpenBLAS', async () => {
  vi.stubEnv('AFTERWORD_BLAS', 'off');
  const heap = await openHeap();
  expect(heap.library).toContain('wasm alone');
  for (const [m, n, k] of [
    [1, 1, 1],
    [4, 8, 3],
    [5, 9, 7],
    [13, 17, 2],
    // Beyond one block of rows, of columns and of depth.
    [133, 1029, 3],
    [6, 10, 259],
  ]) {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        tf.tidy(() => {
          const a = randomTensor(transposeA ? [k, m] : [m, k], new Random(1)) as tf.Tensor2D;
          const b = randomTensor(transposeB ? [n, k] : [k, n], new Random(2)) as tf.Tensor2D;
          const c = tf.fill([m, n], Number.NaN);
          const added = tf.ones([m, n]);
          heap.gemm(heap.at(a), heap.at(b), heap.at(c), m, n, k, { transposeA, transposeB });
          heap.gemm(heap.at(a), heap.at(b), heap.at(added), m, n, k, { transposeA, transposeB, beta: 1 });
          const [av, bv, cv, dv] = [a, b, c, added].map((x) => x.dataSync());
          let apart = 0;
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < n; j++) {
              let sum = 0;
              for (let p = 0; p < k; p++)
                sum += av[transposeA ? p * m + i : i * k + p] * bv[transposeB ? j * k + p : p * n + j];
              apart = Math.max(apart, Math.abs(cv[i * n + j] - sum), Math.abs(dv[i * n + j] - 1 - sum));
              if (Number.isNaN(cv[i * n + j])) throw new Error(`row ${i}, column ${j} was left out`);
            }
          }
          expect(apart).toBeLessThan(2e-5);
        });
      }
    }
  }
});
