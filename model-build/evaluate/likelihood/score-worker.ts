/** One thread of `score`: the bits of a document. */
import { openServed } from '../../runtimes/runtimes.ts';
import { serveTasks } from '../../threads.ts';
import { documentBits } from './bits-per-byte.ts';
import type { DocumentScore, WorkerStart } from './score.ts';

await serveTasks(
  ({ runtime, onnx, ...serving }: WorkerStart) => openServed(runtime, onnx, serving),
  async (model, tokens: Uint16Array, onProgress): Promise<DocumentScore> => ({
    runtime: model.runtime,
    bits: await documentBits(model, tokens, onProgress),
  }),
);
