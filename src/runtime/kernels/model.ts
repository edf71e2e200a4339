/** A step model on our own kernels: one memory, one plan, one call a token. */
import type { State, StepModel } from '../../contract/step-model.ts';
import type { Graph } from '../onnx/graph.ts';
import { readOnnx } from '../onnx/read.ts';
import { instantiate, type Kernels } from './exports.ts';
import { addressOf, type Layout, layOut, PAGE_BYTES, packedInputs } from './layout.ts';
import { RECORD_WORDS } from './opcodes.ts';
import type { Matrix, Plan } from './plan.ts';
import { planGraph } from './planner.ts';

export interface KernelModel extends StepModel {
  /** Bytes of its WebAssembly memory, which never grows; 0 once disposed. */
  readonly memoryBytes: number;
}

/**
 * Opens the bytes of an int8 step graph; they are not kept. `module` is the compiled kernels.wasm.
 * @throws OnnxError when the bytes are damaged or no step graph, UnsupportedGraph when another runtime must run them.
 */
export function openKernelModel(module: WebAssembly.Module, onnx: Uint8Array): KernelModel {
  return prepareKernelModel(module, readOnnx(onnx)).open();
}

/** Plans a model without taking memory for it. Throws as `openKernelModel` does; `open` does not, given the memory. */
export function prepareKernelModel(module: WebAssembly.Module, graph: Graph) {
  const plan = planGraph(graph);
  const layout = layOut(plan);
  return {
    bytes: layout.pages * PAGE_BYTES,
    open: (): KernelModel => new PlannedModel(module, plan, layout),
  };
}

class PlannedModel implements KernelModel {
  readonly runtime = 'kernels';
  readonly vocabulary: number;
  readonly #sizes: number[];
  // Not the layout itself: its matrices are views of the bytes of the ONNX, which would stay in memory.
  readonly #programAddress: number;
  readonly #scratchAddress: number;
  /** Addresses of the ends of the two parts of the program: states made, logits made. */
  readonly #statesEnd: number;
  readonly #logitsEnd: number;
  #memory: WebAssembly.Memory | undefined;
  #kernels: Kernels | undefined;
  /** Views of the memory. */
  #states: Float32Array[];
  #nextStates: Float32Array[];
  #logits: Float32Array;

  constructor(module: WebAssembly.Module, plan: Plan, layout: Layout) {
    const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: layout.pages });
    this.#memory = memory;
    const kernels = instantiate(module, memory);
    this.#kernels = kernels;
    const { programAddress, program } = layout;
    this.#programAddress = programAddress;
    this.#scratchAddress = layout.scratchAddress;
    this.#statesEnd = programAddress + plan.statesEnd * RECORD_WORDS * 4;
    this.#logitsEnd = programAddress + program.byteLength;
    new Int32Array(memory.buffer, programAddress, program.length).set(program);
    for (const [{ size, constant }, address] of layout.buffers) {
      if (constant === undefined) continue;
      const values = new Float32Array(memory.buffer, address, size);
      if (typeof constant === 'number') values.fill(constant);
      else values.set(constant);
    }
    for (const [matrix, address] of layout.matrices) pack(kernels, memory, matrix, address, layout);

    const view = (vector: Plan['logits']) =>
      new Float32Array(memory.buffer, addressOf(layout.buffers, vector), vector.size);
    this.vocabulary = plan.logits.size;
    this.#sizes = plan.states.map(({ size }) => size);
    this.#states = plan.states.map(view);
    this.#nextStates = plan.nextStates.map(view);
    this.#logits = view(plan.logits);
  }

  get memoryBytes(): number {
    return this.#memory?.buffer.byteLength ?? 0;
  }

  initialState(): State {
    return this.#sizes.map((size) => new Float32Array(size));
  }

  async step(token: number, state: State): Promise<Float32Array> {
    this.#run(token, state, this.#logitsEnd);
    return this.#logits;
  }

  async feed(token: number, state: State): Promise<void> {
    this.#run(token, state, this.#statesEnd);
  }

  normalizer(): number {
    const { byteOffset, length } = this.#logits;
    const greatest = this.#kernels!.greatest(byteOffset, length);
    return greatest + Math.log(this.#kernels!.sumExponentials(byteOffset, length, greatest));
  }

  dispose(): void {
    this.#memory = undefined;
    this.#states = [];
    this.#nextStates = [];
    this.#logits = new Float32Array(0);
    this.#kernels = undefined;
  }

  #run(token: number, state: State, end: number): void {
    if (!Number.isInteger(token) || token < 0 || token >= this.vocabulary) {
      throw new RangeError(`token ${token}, wanted 0 to ${this.vocabulary - 1}`);
    }
    if (!this.#kernels) throw new Error('the model has been disposed of');
    const states = this.#states;
    for (let i = 0; i < states.length; i++) states[i]!.set(state[i]!);
    this.#kernels.run(this.#programAddress, end, token, this.#scratchAddress);
    for (let i = 0; i < states.length; i++) state[i]!.set(this.#nextStates[i]!);
  }
}

/** Copies a matrix through the window, some rows at a time, into the kernels' order. */
function pack(
  kernels: Kernels,
  memory: WebAssembly.Memory,
  matrix: Matrix,
  target: number,
  { windowAddress, windowBytes }: Layout,
): void {
  const { rowsAreOutputs, tensor } = matrix;
  const [rows, columns] = tensor.shape as [number, number];
  const bytes = tensor.data as Int8Array;
  const window = new Int8Array(memory.buffer, windowAddress, windowBytes);
  const packSome = rowsAreOutputs ? kernels.packRows : kernels.packColumns;
  // Rows of inputs are packed by fours.
  const most = Math.floor(windowBytes / columns) & ~3;
  for (let first = 0; first < rows; first += most) {
    const count = Math.min(most, rows - first);
    window.set(bytes.subarray(first * columns, (first + count) * columns));
    packSome(target, windowAddress, first, count, columns, packedInputs(matrix));
  }
}
