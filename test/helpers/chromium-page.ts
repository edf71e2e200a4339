/** What chromium.test.ts runs in the browser: bundled, fetched by a page, called by name. */
import { fastest } from '../../src/runtime/kernels/choice.ts';
import {
  blockDifferences,
  kernelFingerprints,
  modelFingerprint,
  SHIPPED_STEPS,
} from '../fixtures/kernel-fingerprints.ts';

async function fetchBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(path)).arrayBuffer());
}

type Kind = 'plain' | 'vnni';

async function kernels(kind: Kind): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await fetchBytes(kind === 'plain' ? '/kernels.wasm' : '/kernels-vnni.wasm'));
}

const page = {
  /** The kernels that this browser would choose. */
  async choice(): Promise<Kind> {
    const modules = { plain: await kernels('plain'), vnni: await kernels('vnni') };
    return fastest(modules) === modules.vnni ? 'vnni' : 'plain';
  },
  /** Of every kind of network, with random weights. */
  async networks(kind: Kind): Promise<Record<string, string>> {
    return kernelFingerprints(await kernels(kind));
  },
  /** Of every kind of network, floats in which blocks differ from single steps. */
  async blocks(kind: Kind): Promise<Record<string, number>> {
    return blockDifferences(await kernels(kind));
  },
  /** Of the models at these paths. */
  async models(paths: string[]): Promise<string[]> {
    const module = await kernels(await page.choice());
    const prints: string[] = [];
    for (const path of paths)
      prints.push(await modelFingerprint(module, await fetchBytes(path), SHIPPED_STEPS));
    return prints;
  },
};
export type KernelPage = typeof page;

Object.assign(globalThis, { page });
