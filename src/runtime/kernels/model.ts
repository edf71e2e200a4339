/** A step model on our own kernels: one memory, one plan, one call a token, or for some tokens at once. */
import { log, log1p } from '../../arithmetic/logarithm.ts';
import type { Rarity, State, StepModel } from '../../contract/step-model.ts';
import type { Graph } from '../onnx/graph.ts';
import { readOnnx } from '../onnx/read.ts';
import { type Activations, instantiate, type Kernels, type Products } from './exports.ts';
import { addressOf, type Layout, layOut, PAGE_BYTES, packedInputs, ROWS, weightBytes } from './memory-map.ts';
import type { Matrix, Plan, Vector } from './plan.ts';
import { planGraph } from './planner.ts';
import type { Program } from './program.ts';
import { BACKGROUND, FACTORS } from './room.ts';

/** A model that runs on the kernels. */
export interface KernelModel extends StepModel {
  /** Bytes of its WebAssembly memory, which never grows; 0 once disposed. */
  readonly memoryBytes: number;
}

/**
 * Opens the bytes of an int8 step graph; they are not kept. `module` is the compiled kernels.wasm.
 * @throws OnnxError when the bytes are damaged or no step graph, UnsupportedGraph when another runtime must run them.
 */
export function openKernelModel(
  module: WebAssembly.Module,
  onnx: Uint8Array,
  activations?: Activations,
  products?: Products,
): KernelModel {
  return prepareKernelModel(module, readOnnx(onnx), activations, products).open();
}

/** Plans a model without taking memory for it. Throws as `openKernelModel` does; `open` does not, given the memory. */
export function prepareKernelModel(
  module: WebAssembly.Module,
  graph: Graph,
  activations?: Activations,
  products?: Products,
) {
  const plan = planGraph(graph);
  const layout = layOut(plan);
  return {
    bytes: layout.pages * PAGE_BYTES,
    open: (): KernelModel => new PlannedModel(module, plan, layout, activations, products),
  };
}

/** Views of one row of the memory. */
interface Row {
  states: Float32Array[];
  nextStates: Float32Array[];
  logits: Float32Array;
}

class PlannedModel implements KernelModel {
  readonly runtime = 'kernels';
  readonly rows = ROWS;
  readonly vocabulary: number;
  readonly #tokenRows: number;
  readonly #sizes: number[];
  // Not the layout itself: its matrices are views of the bytes of the ONNX, which would stay in memory.
  readonly #program: Omit<Program, 'words'>;
  readonly #tokensAddress: number;
  readonly #scratchAddress: number;
  #memory: WebAssembly.Memory | undefined;
  #kernels: Kernels | undefined;
  #tokens: Int32Array;
  #rows: Row[];

  constructor(
    module: WebAssembly.Module,
    plan: Plan,
    layout: Layout,
    activations?: Activations,
    products?: Products,
  ) {
    const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: layout.pages });
    this.#memory = memory;
    const kernels = instantiate(module, memory, products, activations);
    this.#kernels = kernels;
    const { words, ...program } = layout.program;
    this.#program = program;
    this.#tokensAddress = layout.tokensAddress;
    this.#scratchAddress = layout.scratchAddress;
    this.#tokens = new Int32Array(memory.buffer, layout.tokensAddress, ROWS);
    new Int32Array(memory.buffer, layout.programAddress, words.length).set(words);
    for (const [{ size, constant }, { address }] of layout.buffers) {
      if (constant === undefined) continue;
      const values = new Float32Array(memory.buffer, address, size);
      if (typeof constant === 'number') values.fill(constant);
      else values.set(constant);
    }
    for (const [matrix, address] of layout.matrices) pack(kernels, memory, matrix, address, layout);

    this.vocabulary = plan.logits.size;
    this.#tokenRows = plan.tokens;
    this.#sizes = plan.states.map(({ size }) => size);
    this.#rows = Array.from({ length: ROWS }, (_, row) => {
      const view = (vector: Vector) =>
        new Float32Array(memory.buffer, addressOf(layout.buffers, vector, row), vector.size);
      return {
        states: plan.states.map(view),
        nextStates: plan.nextStates.map(view),
        logits: view(plan.logits),
      };
    });
  }

  get memoryBytes(): number {
    return this.#memory?.buffer.byteLength ?? 0;
  }

  initialState(): State {
    return this.#sizes.map((size) => new Float32Array(size));
  }

  async step(token: number, state: State): Promise<Float32Array> {
    return this.#stepMany([token], [state])[0]!;
  }

  async stepMany(tokens: readonly number[], states: readonly State[]): Promise<readonly Float32Array[]> {
    return this.#stepMany(tokens, states);
  }

  async read(
    tokens: readonly number[],
    state: State,
    wanted: 'none' | 'last' | 'all',
  ): Promise<readonly Float32Array[]> {
    const { read, step, speak, end } = this.#program;
    const count = this.#take(tokens);
    enter(this.#rows[0]!, state);
    this.#run(read, step, 0, count);
    const first = wanted === 'all' ? 0 : count - 1;
    if (wanted !== 'none') this.#run(speak, end, first, count);
    leave(this.#rows[count - 1]!, state);
    return wanted === 'none' ? [] : this.#copies(first, count);
  }

  normalizer(logits: Float32Array): number {
    this.#enter(logits);
    return this.#normalizer(logits.length);
  }

  raise(
    logits: Float32Array,
    numbers: Uint16Array,
    { background, factors, decay }: Rarity,
    strength: number,
    wanted: boolean,
  ): number {
    const { buffer } = this.#memory!;
    const scratch = this.#scratchAddress;
    new Uint16Array(buffer, scratch).set(numbers);
    new Float32Array(buffer, scratch + FACTORS).set(factors);
    new Uint8Array(buffer, scratch + BACKGROUND).set(background);
    const row = this.#enter(logits);
    const { length } = logits;
    const normalizer = wanted ? this.#normalizer(length) : 0;
    const more = this.#kernels!.raise(
      scratch,
      numbers.length,
      decay,
      row.byteOffset,
      this.#rows[1]!.logits.byteOffset,
      strength,
      normalizer,
    );
    logits.set(row);
    return normalizer + log1p(more);
  }

  dispose(): void {
    this.#memory = undefined;
    this.#rows = [];
    this.#tokens = new Int32Array(0);
    this.#kernels = undefined;
  }

  #stepMany(tokens: readonly number[], states: readonly State[]): readonly Float32Array[] {
    const count = this.#take(tokens);
    for (let row = 0; row < count; row++) enter(this.#rows[row]!, states[row]!);
    this.#run(this.#program.step, this.#program.end, 0, count);
    for (let row = 0; row < count; row++) leave(this.#rows[row]!, states[row]!);
    return this.#copies(0, count);
  }

  /** Logits of rows `first` up to `rows`, out of a memory that the next call writes to. */
  #copies(first: number, rows: number): Float32Array[] {
    return this.#rows.slice(first, rows).map(({ logits }) => logits.slice());
  }

  /** Puts logits back into the memory, where the kernels can look at them. */
  #enter(logits: Float32Array): Float32Array {
    const row = this.#rows[0]!.logits;
    row.set(logits);
    return row;
  }

  /** Of the logits that have been put back, `length` of them. */
  #normalizer(length: number): number {
    const { byteOffset } = this.#rows[0]!.logits;
    const greatest = this.#kernels!.greatest(byteOffset, length);
    return greatest + log(this.#kernels!.sumExponentials(byteOffset, length, greatest));
  }

  /** Checks tokens and puts them where the kernels find them; returns how many they are. */
  #take(tokens: readonly number[]): number {
    if (!this.#kernels) throw new Error('the model has been disposed of');
    const { length } = tokens;
    if (length < 1 || length > ROWS) throw new RangeError(`${length} tokens at once, wanted 1 to ${ROWS}`);
    for (const token of tokens) {
      if (!Number.isInteger(token) || token < 0 || token >= this.#tokenRows) {
        throw new RangeError(`token ${token}, wanted 0 to ${this.#tokenRows - 1}`);
      }
    }
    this.#tokens.set(tokens);
    return length;
  }

  /** Runs a part of the program over rows `first` up to `rows`. */
  #run(from: number, to: number, first: number, rows: number): void {
    this.#kernels!.run(from, to, first, rows, this.#tokensAddress, this.#scratchAddress);
  }
}

/** Copies a state into the memory. */
function enter({ states }: Row, state: State): void {
  for (let i = 0; i < states.length; i++) states[i]!.set(state[i]!);
}

/** Copies the next state out of it. */
function leave({ nextStates }: Row, state: State): void {
  for (let i = 0; i < nextStates.length; i++) state[i]!.set(nextStates[i]!);
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
  const sums = target + weightBytes(matrix);
  const packSome = rowsAreOutputs ? kernels.packRows : kernels.packColumns;
  // Rows of inputs are packed by fours.
  const most = Math.floor(windowBytes / columns) & ~3;
  for (let first = 0; first < rows; first += most) {
    const count = Math.min(most, rows - first);
    window.set(bytes.subarray(first * columns, (first + count) * columns));
    packSome(target, windowAddress, first, count, columns, packedInputs(matrix), sums);
  }
}
