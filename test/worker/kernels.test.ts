import { describe, expect, it } from 'vitest';
import { fastest } from '../../src/runtime/kernels/choice.ts';
import plain from '../../src/runtime/kernels/kernels.wasm';
import vnni from '../../src/runtime/kernels/kernels-vnni.wasm';
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

const chosen = fastest({ plain, vnni });

/** Both modules where the processor runs both, else the plain one. */
const MODULES = chosen === vnni ? { plain, vnni } : { plain };

describe.each(Object.entries(MODULES))('%s kernels in workerd', (_, module) => {
  it('compute what plain ones compute in Node, to the last bit', async () => {
    expect(await kernelFingerprints(module)).toEqual(golden.fingerprints);
  });

  it('read blocks and step many states to the bits of single steps', async () => {
    const differences = await blockDifferences(module);
    expect(Object.keys(differences)).toEqual(Object.keys(golden.fingerprints));
    expect(Object.values(differences).every((count) => count === 0)).toBe(true);
  });

  it('compute for every shipped model what Node computes', async () => {
    const inNode: Record<string, string> = await (
      await store.MODEL_FILES.fetch('http://files/fingerprints.json')
    ).json();
    expect(Object.keys(inNode)).not.toHaveLength(0);
    for (const [name, print] of Object.entries(inNode)) {
      const { files } = await readVersion(name);
      expect(await modelFingerprint(module, files.get('model.onnx')!, SHIPPED_STEPS), name).toBe(print);
    }
  });
});

it('tests the kernels for VNNI, where the processor has it', ({ skip }) => {
  skip(chosen === plain, 'this processor, or this engine, has no VNNI: kernels-vnni.wasm is not tested');
  expect(chosen).toBe(vnni);
});

it('computes exponentials and logarithms in workerd as in Node, to the last bit', () => {
  expect(arithmeticFingerprint()).toEqual(arithmetic);
});
