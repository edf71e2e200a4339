/** What the kernels compute, to the last bit, as short texts: for comparing Node, workerd and a browser. */
import { stepGraph } from '../../model-build/onnx/step-graph.ts';
import { quantize } from '../../model-build/quantize/quantize.ts';
import type { State } from '../../src/contract/step-model.ts';
import { type KernelModel, openKernelModel } from '../../src/runtime/kernels/model.ts';
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

/**
 * Floats in which blocks differ from single steps, over every kind of network: texts read in blocks of every size, and
 * stepped beside each other. 0 where the kernels keep what they promise.
 */
export async function blockDifferences(module: WebAssembly.Module): Promise<Record<string, number>> {
  const differences: Record<string, number> = {};
  for (const [name, spec] of Object.entries(NETWORKS)) {
    const model = openKernelModel(module, stepGraph(spec, quantize(spec, randomWeights(spec, 11))));
    let differing = 0;
    for (let size = 1; size <= model.rows!; size++) {
      const tokens = Array.from({ length: size }, (_, i) => (i * 7919 + size) % model.vocabulary);
      differing += (await differencesOfReading(model, tokens)) + (await differencesOfStepping(model, tokens));
    }
    differences[name] = differing;
    model.dispose();
  }
  return differences;
}

async function differencesOfReading(model: KernelModel, tokens: readonly number[]): Promise<number> {
  const [stepped, read] = [model.initialState(), model.initialState()];
  let differing = 0;
  // Twice, so that the second block begins with a state.
  for (const _ of [1, 2]) {
    const wanted: Float32Array[] = [];
    for (const token of tokens) wanted.push((await model.step(token, stepped)).slice());
    const got = await model.read!(tokens, read, 'all');
    differing += count(wanted, got) + count(stepped, read);
  }
  return differing;
}

async function differencesOfStepping(model: KernelModel, tokens: readonly number[]): Promise<number> {
  const states: State[] = [];
  for (const [i, token] of tokens.entries()) {
    states.push(model.initialState());
    for (let times = 0; times < i; times++) await model.step(token, states[i]);
  }
  const copies = states.map((state) => state.map((values) => values.slice()));
  const got = (await model.stepMany!(tokens, copies)).map((logits) => logits.slice());
  let differing = 0;
  for (const [i, token] of tokens.entries()) {
    differing += count([await model.step(token, states[i])], [got[i]]) + count(states[i], copies[i]);
  }
  return differing;
}

/** Floats whose bits differ. */
function count(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  const bits = (values: Float32Array) => new Int32Array(values.slice().buffer);
  return a.reduce((sum, values, i) => {
    const other = bits(b[i]);
    return sum + bits(values).filter((word, at) => word !== other[at]).length;
  }, 0);
}
