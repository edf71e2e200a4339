/** The step graph of a network around its arithmetic: `(token, state_0, ...) -> (logits, next_state_0, ...)`. */
import type { Graph } from '../../src/runtime/onnx/graph.ts';
import {
  allStates,
  feedWidth,
  type NetworkSpec,
  outputsOf,
  stateSizes,
  type Weights,
} from '../network/spec.ts';
import { NORM_EPSILON } from '../ops/ops.ts';
import type { Arithmetic } from './arithmetic.ts';
import { GraphBuilder } from './builder.ts';
import { silu } from './cells.ts';
import { writeHead } from './head.ts';

/**
 * Writes the whole graph. `vectors` holds the gains and shifts that residual blocks use outside of products.
 * Every `next_state_i` has the shape of its `state_i`, `[1, size]`.
 */
export function networkGraph(
  spec: NetworkSpec,
  vectors: Weights,
  arithmeticOf: (builder: GraphBuilder) => Arithmetic,
): Graph {
  const builder = new GraphBuilder('step');
  const arithmetic = arithmeticOf(builder);
  const token = builder.input({ name: 'token', type: 'int32', shape: [1] });
  const sizes = allStates(spec);
  for (const [i, size] of sizes.entries()) {
    builder.input({ name: `state_${i}`, type: 'float32', shape: [1, size] });
  }
  const blocks = new BlockWriter(builder, arithmetic, spec, vectors);
  let x = arithmetic.embed(token);
  for (let layer = 0; layer < spec.cells.length; layer++) {
    x = spec.block === 'residual' ? blocks.residual(layer, x) : blocks.cell(layer, x);
  }
  const y = blocks.output(x);
  if (spec.head) {
    const norm = blocks.norm.bind(blocks);
    writeHead({ builder, arithmetic, norm, firstState: stateSizes(spec).flat().length }, spec.head, y);
  } else arithmetic.logits(y);
  builder.output({ name: 'logits', type: 'float32', shape: [1, outputsOf(spec)] });
  for (const [i, size] of sizes.entries()) {
    builder.output({ name: `next_state_${i}`, type: 'float32', shape: [1, size] });
  }
  return builder.build();
}

class BlockWriter {
  #states = 0;

  readonly #builder: GraphBuilder;
  readonly #arithmetic: Arithmetic;
  readonly #spec: NetworkSpec;
  readonly #vectors: Weights;

  constructor(builder: GraphBuilder, arithmetic: Arithmetic, spec: NetworkSpec, vectors: Weights) {
    this.#builder = builder;
    this.#arithmetic = arithmetic;
    this.#spec = spec;
    this.#vectors = vectors;
  }

  /** The bare cell of `layer` on `input`; takes the next states in turn. */
  cell(layer: number, input: string): string {
    const builder = this.#builder;
    const arithmetic = this.#arithmetic;
    const spec = this.#spec;
    const indices = Array.from({ length: this.#cellStates(layer) }, () => this.#states++);
    return arithmetic.cell({
      builder,
      arithmetic,
      name: `layer${layer}`,
      layer,
      hidden: spec.hidden,
      input,
      states: indices.map((i) => `state_${i}`),
      nextStates: indices.map((i) => `next_state_${i}`),
    });
  }

  /** Normalised token shift, cell, merge; then a normalised gated feed-forward. Both add to the stream `x`, `[1, embedding]`. */
  residual(layer: number, x: string): string {
    const builder = this.#builder;
    const arithmetic = this.#arithmetic;
    const spec = this.#spec;
    const name = `layer${layer}`;
    const inner = feedWidth(spec);
    const shiftState = this.#states + this.#cellStates(layer);
    const n = this.norm(x, `${name}.norm.gain`, `next_state_${shiftState}`);
    const change = builder.op('Sub', `${name}.change`, [`state_${shiftState}`, n]);
    const shifted = builder.op('Mul', `${name}.shifted`, [change, this.#vector(`${name}.shift`)]);
    const cell = this.cell(layer, builder.op('Add', `${name}.mix`, [n, shifted]));
    this.#states++;
    const merged = arithmetic.product(cell, `${name}.merge.kernel`, `${name}.merged`);
    const middle = builder.op('Add', `${name}.middle`, [merged, x]);
    const q = this.norm(middle, `${name}.feed.norm.gain`, `${name}.feed.norm`);
    const up = arithmetic.product(q, `${name}.feed.up.kernel`, `${name}.feed.up`);
    const [u, g] = builder.split(up, [`${name}.feed.value`, `${name}.feed.gate`], [inner, inner]);
    const gated = builder.op('Mul', `${name}.feed.gated`, [silu(builder, g, `${name}.feed.silu`), u]);
    const down = arithmetic.product(gated, `${name}.feed.down.kernel`, `${name}.feed.down`);
    return builder.op('Add', `${name}.stream`, [down, middle]);
  }

  /** From the last layer's vector to y `[1, embedding]`. */
  output(x: string): string {
    if (this.#spec.block === 'residual') return this.norm(x, 'output.norm.gain', 'output');
    if (this.#spec.cells.length === 0) return x;
    return this.#arithmetic.product(x, 'output.kernel', 'output', 'output.bias');
  }

  /** `x / sqrt(mean(x^2) + epsilon) * gain`, in the six operators that onnxruntime fuses into one. */
  norm(x: string, gain: string, output: string): string {
    const builder = this.#builder;
    const name = gain.replace(/\.gain$/, '');
    const square = builder.op('Pow', `${name}.square`, [x, builder.scalar('two', 2)]);
    const mean = builder.op('ReduceMean', `${name}.mean`, [square], {
      axes: { type: 'ints', value: [-1] },
      keepdims: { type: 'int', value: 1 },
    });
    const safe = builder.op('Add', `${name}.safe`, [mean, builder.scalar('epsilon', NORM_EPSILON)]);
    const root = builder.op('Sqrt', `${name}.root`, [safe]);
    const unit = builder.op('Div', `${name}.unit`, [x, root]);
    return builder.op('Mul', output, [unit, this.#vector(gain)]);
  }

  /** States of a layer's cell, without the one that a residual block adds. */
  #cellStates(layer: number): number {
    const count = stateSizes(this.#spec)[layer].length;
    return this.#spec.block === 'residual' ? count - 1 : count;
  }

  /** The constant of a vector weight, `[size]`. */
  #vector(name: string): string {
    return this.#builder.floats(name, this.#vectors.get(name)!.values);
  }
}
