/**
 * The int8 step graph: what the Worker runs. Standard operators only, in the shapes that onnxruntime fuses into
 * one node a product: a `DynamicQuantizeLinear` of its own for every `MatMulInteger`, the scales multiplied in the
 * order (activation, weight), a constant bias as the second input of `Add`. `docs/decisions/0001` has the figures.
 */
import type { Graph } from '../../src/runtime/onnx/graph.ts';
import { ELEMENT_CODES } from '../../src/runtime/onnx/graph.ts';
import type { NetworkSpec } from '../network/spec.ts';
import type { QuantizedMatrix, QuantizedWeights } from '../quantize/quantize.ts';
import type { Arithmetic, CellStep } from './arithmetic.ts';
import type { GraphBuilder } from './builder.ts';
import { CELLS } from './cells.ts';
import { networkGraph } from './network-graph.ts';
import { writeOnnx } from './write.ts';

/** The bytes of the int8 step graph. */
export function stepGraph(spec: NetworkSpec, weights: QuantizedWeights): Uint8Array {
  return writeOnnx(buildStepGraph(spec, weights));
}

/** The int8 step graph, before it is written as bytes. */
export function buildStepGraph(spec: NetworkSpec, weights: QuantizedWeights): Graph {
  return networkGraph(spec, weights.vectors, (builder) => new Int8Arithmetic(builder, spec, weights));
}

class Int8Arithmetic implements Arithmetic {
  readonly #builder: GraphBuilder;
  readonly #spec: NetworkSpec;
  readonly #weights: QuantizedWeights;

  constructor(builder: GraphBuilder, spec: NetworkSpec, weights: QuantizedWeights) {
    this.#builder = builder;
    this.#spec = spec;
    this.#weights = weights;
  }

  /** One row of the int8 table times its scale. The embedding scale is folded into the rows' scales. */
  embed(token: string): string {
    const builder = this.#builder;
    const spec = this.#spec;
    const table = this.#matrix('table');
    const scales = this.#weights.matrices.get('table')!.scales.map((scale) => scale * spec.embeddingScale);
    const axis = { axis: { type: 'int', value: 0 } } as const;
    const row = builder.op('Gather', 'embedding.row', [table, token], axis);
    const scale = builder.op(
      'Gather',
      'embedding.scale',
      [builder.floats('table.input.scale', scales), token],
      axis,
    );
    const real = builder.op('Cast', 'embedding.real', [row], FLOAT);
    return builder.op('Mul', 'embedding', [real, scale]);
  }

  product(x: string, kernel: string, output: string, bias?: string): string {
    const weights = this.#matrix(kernel);
    const scale = this.#builder.floats(`${kernel}.scale`, this.#quantized(kernel).scales);
    return this.#quantizedProduct(x, weights, scale, output, bias);
  }

  logits(y: string): string {
    const builder = this.#builder;
    const across = builder.op('Transpose', 'table.across', [this.#matrix('table')], {
      perm: { type: 'ints', value: [1, 0] },
    });
    const scale = builder.floats('table.scale', this.#quantized('table').scales);
    return this.#quantizedProduct(y, across, scale, 'logits', 'logits.bias');
  }

  cell(step: CellStep): string {
    return CELLS[this.#spec.cells[step.layer]](step, this.#spec);
  }

  /** `x . weights * scale (+ bias)`; weights int8 `[inputs, outputs]`, scale `[outputs]`. */
  #quantizedProduct(x: string, weights: string, scale: string, output: string, bias?: string): string {
    const builder = this.#builder;
    const [rounded, step, zero] = builder.ops(
      'DynamicQuantizeLinear',
      [`${output}.x`, `${output}.x.scale`, `${output}.x.zero`],
      [x],
    );
    const sum = builder.op('MatMulInteger', `${output}.sum`, [rounded, weights, zero]);
    const real = builder.op('Cast', `${output}.real`, [sum], FLOAT);
    const both = builder.op('Mul', `${output}.scale`, [step, scale]);
    if (bias === undefined) return builder.op('Mul', output, [real, both]);
    const scaled = builder.op('Mul', `${output}.scaled`, [real, both]);
    return builder.op('Add', output, [scaled, builder.floats(bias, this.#weights.vectors.get(bias)!.values)]);
  }

  #matrix(name: string): string {
    const { shape, values } = this.#quantized(name);
    return this.#builder.constant(name, { type: 'int8', shape, data: values });
  }

  #quantized(name: string): QuantizedMatrix {
    return this.#weights.matrices.get(name)!;
  }
}

const FLOAT = { to: { type: 'int', value: ELEMENT_CODES.float32 } } as const;
