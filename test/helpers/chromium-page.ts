/** What chromium.test.ts runs in the browser: bundled, fetched by a page, called by name. */
import { type Activations, instantiate, type Products } from '../../src/runtime/kernels/exports.ts';
import {
  blockDifferences,
  kernelFingerprints,
  modelFingerprint,
  SHIPPED_STEPS,
} from '../fixtures/kernel-fingerprints.ts';

async function fetchBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(path)).arrayBuffer());
}

const kernels = async () => WebAssembly.compile(await fetchBytes('/kernels.wasm'));

const page = {
  /** Whether products by bytes are right in this browser. */
  async hasDots(): Promise<boolean> {
    return instantiate(await kernels(), new WebAssembly.Memory({ initial: 1 })).isUnsigned() === 1;
  },
  /** Of every kind of network, with random weights. */
  async networks(products: Products, activations?: Activations): Promise<Record<string, string>> {
    return kernelFingerprints(await kernels(), activations, products);
  },
  /** Of every kind of network, floats in which blocks differ from single steps. */
  async blocks(products: Products, activations?: Activations): Promise<Record<string, number>> {
    return blockDifferences(await kernels(), activations, products);
  },
  /** Of the models at these paths, each with what its inputs are rounded to. */
  async models(models: [path: string, activations?: Activations][]): Promise<string[]> {
    const module = await kernels();
    const prints: string[] = [];
    for (const [path, activations] of models)
      prints.push(await modelFingerprint(module, await fetchBytes(path), SHIPPED_STEPS, activations));
    return prints;
  },
};
export type KernelPage = typeof page;

Object.assign(globalThis, { page });
