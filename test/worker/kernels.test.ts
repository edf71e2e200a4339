import { expect, it } from 'vitest';
import module from '../../src/runtime/kernels/kernels.wasm';
import golden from '../golden/kernels.json';
import { kernelFingerprints } from '../helpers/kernel-fingerprints.ts';

it('computes in workerd what it computes in Node, to the last bit', async () => {
  expect(await kernelFingerprints(module)).toEqual(golden.fingerprints);
});
