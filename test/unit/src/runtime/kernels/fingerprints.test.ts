import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { KERNELS_MODULE, PLAIN_KERNELS_MODULE } from '../../../../fixtures/kernel-bench.ts';
import { kernelFingerprints } from '../../../../fixtures/kernel-fingerprints.ts';

const GOLDEN = new URL('../../../../golden/kernels.json', import.meta.url);

it.each([
  ['with relaxed SIMD', KERNELS_MODULE],
  ['without', PLAIN_KERNELS_MODULE],
])('computes in Node what the golden file says, to the last bit, %s', async (_, module) => {
  const { fingerprints, int8 } = JSON.parse(readFileSync(GOLDEN, 'utf8'));
  expect(await kernelFingerprints(module)).toEqual(fingerprints);
  expect(await kernelFingerprints(module, 'int8')).toEqual(int8);
});
