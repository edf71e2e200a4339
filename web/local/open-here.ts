/** A model in this very thread: a worker's, or where no worker may start the page's own, a few milliseconds at a time. */
import { createEngine, openedOf } from './engine.ts';
import { browserStore } from './files.ts';
import { compileKernels } from './kernels.ts';
import type { Answering } from './local.ts';
import { type OpenOptions, type OpenProgress, openModel } from './open-model.ts';
import { turn } from './turn.ts';

/** Rejects as `openLocal` does. */
export async function openHere(
  options: OpenOptions,
  kernels: readonly string[],
  progress?: OpenProgress,
): Promise<Answering> {
  const platform = {
    fetch,
    store: browserStore(globalThis.caches),
    kernels: compileKernels(kernels),
  };
  const local = await openModel(options, platform, progress);
  return { engine: createEngine(local, turn), ...openedOf(local) };
}
