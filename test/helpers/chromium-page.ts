/** What chromium.test.ts runs in the browser: bundled, fetched by a page, called by name. */
import {
  blockDifferences,
  kernelFingerprints,
  modelFingerprint,
  SHIPPED_STEPS,
} from '../fixtures/kernel-fingerprints.ts';

async function fetchBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(path)).arrayBuffer());
}

const page = {
  /** Of every kind of network, with random weights. */
  async networks(): Promise<Record<string, string>> {
    return kernelFingerprints(await WebAssembly.compile(await fetchBytes('/kernels.wasm')));
  },
  /** Of every kind of network, floats in which blocks differ from single steps. */
  async blocks(): Promise<Record<string, number>> {
    return blockDifferences(await WebAssembly.compile(await fetchBytes('/kernels.wasm')));
  },
  /** Of the models at these paths. */
  async models(paths: string[]): Promise<string[]> {
    const module = await WebAssembly.compile(await fetchBytes('/kernels.wasm'));
    const prints: string[] = [];
    for (const path of paths)
      prints.push(await modelFingerprint(module, await fetchBytes(path), SHIPPED_STEPS));
    return prints;
  },
};
export type KernelPage = typeof page;

Object.assign(globalThis, { page });
