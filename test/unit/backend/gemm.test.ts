import * as tf from '@tensorflow/tfjs';
import { expect, it, vi } from 'vitest';
import { randomTensor } from '../../../model-build/backend/conformance/operations.ts';
import { openHeap } from '../../../model-build/backend/heap.ts';
import { Random } from '../../../model-build/train/random.ts';

it('multiplies matrices of odd sizes, transposed or not, without OpenBLAS', async () => {
  vi.stubEnv('AFTERWORD_BLAS', 'off');
  const heap = await openHeap();
  expect(heap.library).toContain('wasm alone');
  for (const [m, n, k] of [
    [1, 1, 1],
    [4, 8, 3],
    [5, 9, 7],
    [13, 17, 2],
  ]) {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        tf.tidy(() => {
          const a = randomTensor(transposeA ? [k, m] : [m, k], new Random(1)) as tf.Tensor2D;
          const b = randomTensor(transposeB ? [n, k] : [k, n], new Random(2)) as tf.Tensor2D;
          const c = heap.empty([m, n]);
          heap.gemm(heap.at(a), heap.at(b), heap.at(c), m, n, k, { transposeA, transposeB });
          const [av, bv, cv] = [a, b, c].map((x) => x.dataSync());
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < n; j++) {
              let sum = 0;
              for (let p = 0; p < k; p++)
                sum += av[transposeA ? p * m + i : i * k + p] * bv[transposeB ? j * k + p : p * n + j];
              expect(cv[i * n + j]).toBeCloseTo(sum, 5);
            }
          }
        });
      }
    }
  }
});
