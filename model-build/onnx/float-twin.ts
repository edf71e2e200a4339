/**
 * The float32 twin of a step graph: the same interface, ONNX's own `GRU`, `LSTM` and `RNN` operators where they exist.
 * For parity checks and for people; never deployed, for it takes four times the memory.
 */
import type { NetworkSpec, Weights } from '../network/spec.ts';
import { checkWeights } from '../quantize/quantize.ts';
import type { Arithmetic, CellStep } from './arithmetic.ts';
import type { Attributes, GraphBuilder } from './builder.ts';
import { CELLS } from './cells.ts';
import { isStandard, onnxBias, onnxKernel, type StandardCell } from './gates.ts';
import { networkGraph } from './network-graph.ts';
import { writeOnnx } from './write.ts';

/** The bytes of the float32 step graph. @throws RangeError when the weights are not the spec's. */
export function floatTwin(spec: NetworkSpec, weights: Weights): Uint8Array {
  checkWeights(spec, weights);
  return writeOnnx(networkGraph(spec, weights, (builder) => new FloatArithmetic(builder, spec, weights)));
}

class FloatArithmetic implements Arithmetic {
  readonly #builder: GraphBuilder;
  readonly #spec: NetworkSpec;
  readonly #weights: Weights;

  constructor(builder: GraphBuilder, spec: NetworkSpec, weights: Weights) {
    this.#builder = builder;
    this.#spec = spec;
    this.#weights = weights;
  }

  embed(token: string): string {
    const builder = this.#builder;
    const spec = this.#spec;
    const row = builder.op('Gather', 'embedding.row', [this.#weight('table'), token], {
      axis: { type: 'int', value: 0 },
    });
    if (spec.embeddingScale === 1) return row;
    return builder.op('Mul', 'embedding', [row, builder.scalar('embedding.scale', spec.embeddingScale)]);
  }

  product(x: string, kernel: string, output: string, bias?: string): string {
    const builder = this.#builder;
    if (bias === undefined) return builder.op('MatMul', output, [x, this.#weight(kernel)]);
    const product = builder.op('MatMul', `${output}.product`, [x, this.#weight(kernel)]);
    return builder.op('Add', output, [product, this.#weight(bias)]);
  }

  logits(y: string): string {
    return this.#builder.op('Gemm', 'logits', [y, this.#weight('table'), this.#weight('logits.bias')], {
      transB: { type: 'int', value: 1 },
    });
  }

  cell(step: CellStep): string {
    const cell = this.#spec.cells[step.layer];
    // ONNX's RNN knows no sign.
    const binary = cell === 'rnn' && this.#spec.activation === 'binary';
    return isStandard(cell) && !binary ? this.#standardCell(cell, step) : CELLS[cell](step, this.#spec);
  }

  /** A sequence of one step and a batch of one through the standard operator. */
  #standardCell(cell: StandardCell, { name, hidden, input, states, nextStates }: CellStep): string {
    const builder = this.#builder;
    const inputs = this.#values(`${name}.input.kernel`).length / this.#values(`${name}.input.bias`).length;
    const kernel = (side: string, columns: number): string => {
      const values = onnxKernel(cell, this.#values(`${name}.${side}.kernel`), hidden);
      return builder.floats(`${name}.${side}.onnx`, values, [1, values.length / columns, columns]);
    };
    const inputBias = onnxBias(cell, this.#values(`${name}.input.bias`), hidden);
    const bias = new Float32Array(2 * inputBias.length);
    bias.set(inputBias);
    if (cell === 'gru')
      bias.set(onnxBias(cell, this.#values(`${name}.state.bias`), hidden), inputBias.length);
    const sequence = (value: string, output: string, size: number): string =>
      this.#reshape(value, output, [1, 1, size]);
    const initial = states.map((state) => sequence(state, `${name}.${state}`, hidden));
    const results = nextStates.map((state) => `${name}.${state}`);
    builder.ops(
      cell.toUpperCase(),
      ['', ...results],
      [
        sequence(input, `${name}.sequence`, inputs),
        kernel('input', inputs),
        kernel('state', hidden),
        builder.floats(`${name}.bias.onnx`, bias, [1, bias.length]),
        '',
        ...initial,
      ],
      { hidden_size: { type: 'int', value: hidden }, ...this.#attributes(cell) },
    );
    nextStates.forEach((state, i) => {
      this.#reshape(results[i], state, [1, hidden]);
    });
    return nextStates[0];
  }

  #attributes(cell: StandardCell): Attributes {
    if (cell === 'gru') return { linear_before_reset: { type: 'int', value: 1 } };
    if (cell === 'lstm') return {};
    const name = { tanh: 'Tanh', relu: 'Relu', linear: 'Affine', binary: 'none' }[this.#spec.activation];
    return {
      activations: { type: 'strings', value: [name] },
      // Affine is alpha * x + beta; its default alpha would do, but runtimes disagree about defaults.
      ...(name === 'Affine' && {
        activation_alpha: { type: 'floats', value: [1] },
        activation_beta: { type: 'floats', value: [0] },
      }),
    };
  }

  #reshape(value: string, output: string, shape: number[]): string {
    const target = this.#builder.constant(`shape.${shape.join('.')}`, {
      type: 'int64',
      shape: [shape.length],
      data: BigInt64Array.from(shape, BigInt),
    });
    return this.#builder.op('Reshape', output, [value, target]);
  }

  #weight(name: string): string {
    const { shape, values } = this.#weights.get(name)!;
    return this.#builder.floats(name, values, shape);
  }

  #values(name: string): Float32Array {
    return this.#weights.get(name)!.values;
  }
}
