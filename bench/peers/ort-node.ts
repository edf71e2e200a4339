/** Native onnxruntime on one thread: what the same int8 file costs outside WebAssembly. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-web';
import type { BenchModel } from '../../test/fixtures/models.ts';

/** `steps(n)`: milliseconds for n tokens. */
export interface NativeModel {
  steps(tokens: number): Promise<number>;
}

/** Undefined where bench/peers has not been set up. */
export async function openNative({ onnx, manifest }: BenchModel): Promise<NativeModel | undefined> {
  if (!existsSync(new URL('./node_modules/onnxruntime-node', import.meta.url))) return undefined;
  const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof Ort;
  const { InferenceSession, Tensor } = ort;
  const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const { token, logits, states } = manifest.graph;
  const feeds: Record<string, Ort.Tensor> = {};
  for (const { input, shape } of states)
    feeds[input] = new Tensor('float32', new Float32Array(shape[1]), shape);
  let position = 0;
  return {
    async steps(tokens) {
      const started = performance.now();
      for (let i = 0; i < tokens; i++) {
        const id = (position++ * 2_654_435_761) % logits.shape[1];
        feeds[token.input] = new Tensor('int32', Int32Array.of(id), token.shape);
        const outputs = await session.run(feeds);
        for (const { input, output } of states) feeds[input] = outputs[output];
      }
      return performance.now() - started;
    },
  };
}
