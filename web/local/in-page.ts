/** The model in the page's own thread, a few milliseconds at a time: where no worker may start. */
import { createEngine, openedOf } from './engine.ts';
import { browserStore } from './files.ts';
import { compileKernels } from './kernels.ts';
import type { Answering, LocalOptions } from './local.ts';
import { openModel } from './open-model.ts';
import { turn } from './turn.ts';

/** Rejects as `openLocal` does. */
export async function openInPage(options: LocalOptions, kernels: readonly string[]): Promise<Answering> {
  const platform = {
    fetch: (url: RequestInfo | URL, init?: RequestInit) => fetch(url, init),
    store: browserStore(globalThis.caches),
    kernels: () => compileKernels(kernels),
  };
  const local = await openModel(options, platform, options.progress);
  return { engine: createEngine(local, turn), ...openedOf(local) };
}
