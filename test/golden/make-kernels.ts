/** `node test/golden/make-kernels.ts`: writes kernels.json anew. Only after a change that is meant to change bits. */
import { writeFileSync } from 'node:fs';
import { KERNELS_MODULE } from '../fixtures/kernel-bench.ts';
import { kernelFingerprints } from '../fixtures/kernel-fingerprints.ts';

const provenance =
  'test/golden/make-kernels.ts: every network of test/fixtures/networks.ts, random weights of seed 11';
const golden = {
  provenance,
  fingerprints: await kernelFingerprints(KERNELS_MODULE),
  int8: await kernelFingerprints(KERNELS_MODULE, 'int8'),
};
writeFileSync(new URL('kernels.json', import.meta.url), `${JSON.stringify(golden, null, 2)}\n`);
