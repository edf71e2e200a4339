import { expect, it } from 'vitest';
import module from '../../src/runtime/kernels/kernels.wasm';
import { arithmeticFingerprint } from '../fixtures/arithmetic-fingerprint.ts';
import {
  blockDifferences,
  kernelFingerprints,
  modelFingerprint,
  SHIPPED_STEPS,
} from '../fixtures/kernel-fingerprints.ts';
import arithmetic from '../golden/arithmetic.json';
import golden from '../golden/kernels.json';
import { readVersion, store } from './store.ts';

it('computes in workerd what it computes in Node, to the last bit', async () => {
  expect(await kernelFingerprints(module)).toEqual(golden.fingerprints);
});

it('reads blocks and steps many states in workerd to the bits of single steps', async () => {
  const differences = await blockDifferences(module);
  expect(Object.keys(differences)).toEqual(Object.keys(golden.fingerprints));
  expect(Object.values(differences).every((count) => count === 0)).toBe(true);
});

it('computes for every shipped model what Node computes', async () => {
  const inNode: Record<string, string> = await (
    await store.MODEL_FILES.fetch('http://files/fingerprints.json')
  ).json();
  expect(Object.keys(inNode)).not.toHaveLength(0);
  for (const [name, print] of Object.entries(inNode)) {
    const { files } = await readVersion(name);
    expect(await modelFingerprint(module, files.get('model.onnx')!, SHIPPED_STEPS), name).toBe(print);
  }
});

it('computes exponentials and logarithms in workerd as in Node, to the last bit', () => {
  expect(arithmeticFingerprint()).toEqual(arithmetic);
});
