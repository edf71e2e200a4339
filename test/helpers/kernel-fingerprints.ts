/** What the kernels compute, to the last bit, as short texts: for comparing Node, workerd and a browser. */
import { stepGraph } from '../../model-build/onnx/step-graph.ts';
import { quantize } from '../../model-build/quantize/quantize.ts';
import { openKernelModel } from '../../src/runtime/kernels/model.ts';
import { NETWORKS } from '../fixtures/networks.ts';
import { randomWeights } from '../fixtures/random-weights.ts';

const STEPS = 100;
/** Of a model that ships: far enough for states to have left their zeros. */
export const SHIPPED_STEPS = 300;

/** For every kind of network, the sha256 of all logits and states of its first steps. `module`: kernels.wasm. */
export async function kernelFingerprints(module: WebAssembly.Module): Promise<Record<string, string>> {
  const prints: Record<string, string> = {};
  for (const [name, spec] of Object.entries(NETWORKS)) {
    const onnx = stepGraph(spec, quantize(spec, randomWeights(spec, 11)));
    prints[name] = await modelFingerprint(module, onnx, STEPS);
  }
  return prints;
}

/** The sha256 of all logits and states of a model's first steps, over tokens from everywhere in its vocabulary. */
export async function modelFingerprint(
  module: WebAssembly.Module,
  onnx: Uint8Array,
  steps: number,
): Promise<string> {
  const model = openKernelModel(module, onnx);
  const state = model.initialState();
  const width = state.reduce((sum, values) => sum + values.length, model.vocabulary);
  const bits = new Float32Array(steps * width);
  let at = 0;
  const keep = (values: Float32Array) => {
    bits.set(values, at);
    at += values.length;
  };
  for (let i = 0; i < steps; i++) {
    keep(await model.step((i * 7919) % model.vocabulary, state));
    for (const values of state) keep(values);
  }
  model.dispose();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bits));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
