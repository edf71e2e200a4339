/** The two approximations against float64, over the whole range of float32. The bounds stand in docs/decisions/0004. */
import { expect, it } from 'vitest';
import { KernelBench } from '../../../../fixtures/kernel-bench.ts';

const bench = new KernelBench();
const BATCH = 65_536;

/** Every float whose bits are a multiple of 4,099 (a prime), infinities and all: a million of them. */
function* everyRange(): Generator<Float32Array> {
  const bits = new Uint32Array(BATCH);
  let count = 0;
  for (let pattern = 0; pattern < 2 ** 32; pattern += 4_099) {
    bits[count++] = pattern;
    if (count < BATCH) continue;
    yield new Float32Array(bits.buffer).slice();
    count = 0;
  }
  yield new Float32Array(bits.buffer).slice(0, count);
}

/** Floats close together where the functions bend. */
function* middle(): Generator<Float32Array> {
  for (let from = -20; from < 20; from += 4)
    yield Float32Array.from({ length: BATCH }, (_, i) => from + (4 * i) / BATCH);
}

/** Largest difference from `exact`; every result must be finite and within `[low, high]`. */
function worstError(
  name: 'sigmoid' | 'tanh',
  exact: (x: number) => number,
  low: number,
  high: number,
): number {
  let worst = 0;
  for (const source of [everyRange, middle]) {
    for (const x of source()) {
      bench.clear();
      const y = bench.reserve(4 * x.length + 64);
      bench.kernels[name](y, bench.put(x), x.length);
      const got = bench.floats(y, x.length);
      for (const [i, value] of x.entries()) {
        if (Number.isNaN(value)) {
          if (!Number.isNaN(got[i])) throw new Error(`${name}(NaN) is ${got[i]}`);
          continue;
        }
        if (!(got[i] >= low && got[i] <= high)) throw new Error(`${name}(${value}) is ${got[i]}`);
        worst = Math.max(worst, Math.abs(got[i] - exact(value)));
      }
    }
  }
  return worst;
}

it('sigmoid errs by at most 1.2e-7, lies in 0..1, and keeps NaN', () => {
  const worst = worstError('sigmoid', (x) => 1 / (1 + Math.exp(-x)), 0, 1);
  expect(worst).toBeLessThanOrEqual(1.2e-7);
  expect(worst).toBeGreaterThan(1e-8);
});

it('tanh errs by at most 1.8e-7, lies in -1..1, and keeps NaN', () => {
  const worst = worstError('tanh', Math.tanh, -1, 1);
  expect(worst).toBeLessThanOrEqual(1.8e-7);
  expect(worst).toBeGreaterThan(1e-8);
});
