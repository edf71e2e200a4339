/** What the kernels compute, to the last bit, as short texts: for comparing Node, workerd and a browser. */
import { stepGraph } from '../../model-build/onnx/step-graph.ts';
import { quantize } from '../../model-build/quantize/quantize.ts';
import { openKernelModel } from '../../src/runtime/kernels/model.ts';
import { NETWORKS } from './networks.ts';
import { randomWeights } from './random-weights.ts';

const STEPS = 100;

/** For every kind of network, the sha256 of all logits and states of its first steps. `module`: kernels.wasm. */
export async function kernelFingerprints(module: WebAssembly.Module): Promise<Record<string, string>> {
  const prints: Record<string, string> = {};
  for (const [name, spec] of Object.entries(NETWORKS)) {
    const model = openKernelModel(module, stepGraph(spec, quantize(spec, randomWeights(spec, 11))));
    const state = model.initialState();
    const seen: number[] = [];
    for (let i = 0; i < STEPS; i++) {
      seen.push(...(await model.step((i * 7919) % spec.vocabulary, state)));
      for (const values of state) seen.push(...values);
    }
    const bits = Float32Array.from(seen);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bits));
    prints[name] = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return prints;
}
