import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { KERNELS_MODULE } from '../../../../fixtures/kernel-bench.ts';
import { kernelFingerprints } from '../../../../fixtures/kernel-fingerprints.ts';

const GOLDEN = new URL('../../../../golden/kernels.json', import.meta.url);

it('computes in Node what the golden file says, to the last bit', async () => {
  const { fingerprints } = JSON.parse(readFileSync(GOLDEN, 'utf8'));
  expect(await kernelFingerprints(KERNELS_MODULE)).toEqual(fingerprints);
});
