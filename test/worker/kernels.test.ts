import { describe, expect, it } from 'vitest';
import { instantiate } from '../../src/runtime/kernels/exports.ts';
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

describe.each(['fastest', 'plain'] as const)('%s kernels in workerd', (products) => {
  it('compute what plain ones compute in Node, to the last bit', async () => {
    expect(await kernelFingerprints(module, undefined, products)).toEqual(golden.fingerprints);
    expect(await kernelFingerprints(module, 'int8', products)).toEqual(golden.int8);
  });

  it('read blocks and step many states to the bits of single steps', async () => {
    for (const activations of [undefined, 'int8'] as const) {
      const differences = await blockDifferences(module, activations, products);
      expect(Object.keys(differences)).toEqual(Object.keys(golden.fingerprints));
      expect(Object.values(differences).every((count) => count === 0)).toBe(true);
    }
  });

  it('compute for every shipped model what Node computes', async () => {
    const inNode: Record<string, string> = await (
      await store.MODEL_FILES.fetch('http://files/fingerprints.json')
    ).json();
    expect(Object.keys(inNode)).not.toHaveLength(0);
    for (const [name, print] of Object.entries(inNode)) {
      const { files, manifest } = await readVersion(name);
      const { activations } = manifest.quantization;
      const onnx = files.get('model.onnx')!;
      expect(await modelFingerprint(module, onnx, SHIPPED_STEPS, activations, products), name).toBe(print);
    }
  });
});

it('tests products by bytes, where the processor has VNNI', ({ skip }) => {
  const right = instantiate(module, new WebAssembly.Memory({ initial: 1 })).isUnsigned() === 1;
  skip(!right, 'this processor, or this engine, has no VNNI: the fastest products are the plain ones');
  expect(right).toBe(true);
});

it('computes exponentials and logarithms in workerd as in Node, to the last bit', () => {
  expect(arithmeticFingerprint()).toEqual(arithmetic);
});
