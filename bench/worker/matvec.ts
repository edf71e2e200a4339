/** A step that is nothing but its products, in the fastest form there is: the floor under any runtime. */
import type { StepModel } from '../../src/contract/step-model.ts';
import { PRODUCT } from '../../src/runtime/kernels/opcodes.ts';
import { planGraph } from '../../src/runtime/kernels/planner.ts';
import { readOnnx } from '../../src/runtime/onnx/read.ts';
import module from '../matvec/matvec.wasm';

interface Matvec {
  multiply(y: number, weights: number, x: number, outputs: number, inputs: number): void;
}

const PAGE_BYTES = 65_536;
const up = (count: number): number => Math.ceil(count / 16) * 16;

/** Multiplies by every matrix of the graph once a step; its logits and states are nobody's. */
export function openMatvec(onnx: Uint8Array): StepModel {
  const { reading, speaking, logits, states } = planGraph(readOnnx(onnx));
  const operations = [...reading.flatMap((stage) => stage.operations), ...speaking];
  const products = operations
    .filter(({ code }) => code === PRODUCT)
    .map(({ weights }) => ({ outputs: up(weights!.outputs), inputs: up(weights!.inputs) }));
  const longest = Math.max(...products.map(({ inputs }) => inputs));
  const widest = Math.max(...products.map(({ outputs }) => outputs));
  const start = longest + 4 * widest;
  const bytes = products.reduce((sum, { outputs, inputs }) => sum + outputs * inputs, start);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  // 85 is 0x55: within 7 bits, and neither all zeros nor all ones.
  new Uint8Array(memory.buffer).fill(85);
  const { multiply } = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Matvec;
  const nothing = new Float32Array(logits.size);
  return {
    vocabulary: logits.size,
    runtime: 'matvec',
    initialState: () => states.map(({ size }) => new Float32Array(size)),
    async step() {
      let weights = start;
      for (const { outputs, inputs } of products) {
        multiply(longest, weights, 0, outputs, inputs);
        weights += outputs * inputs;
      }
      return nothing;
    },
    dispose() {},
  };
}
