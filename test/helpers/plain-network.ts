/**
 * A network's forward pass written straight from its definition in float64, one formula a line: independent of the
 * exporter, the runtimes and the trainer, and the golden standard for all three.
 */
import {
  inputsOf,
  type NetworkSpec,
  tapsOf,
  type Weights,
  weightShapes,
} from '../../model-build/network/spec.ts';
import { dequantizeMatrix, type QuantizedWeights } from '../../model-build/quantize/quantize.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const silu = (x: number): number => x * sigmoid(x);

/** Logits after each token, each `[vocabulary]`, and every state after the last token. */
export function plainForward(spec: NetworkSpec, weights: Weights, tokens: readonly number[]) {
  const w = (name: string): number[] => [...weights.get(name)!.values];
  const times = (x: number[], name: string): number[] => {
    const [rows, columns] = weights.get(name)!.shape;
    const kernel = weights.get(name)!.values;
    const y = new Array<number>(columns).fill(0);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) y[j] += x[i] * kernel[i * columns + j];
    return y;
  };
  const plus = (a: number[], b: number[]): number[] => a.map((value, i) => value + b[i]);
  const norm = (x: number[], gain: number[]): number[] => {
    const root = Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length + 1e-5);
    return x.map((value, i) => (value / root) * gain[i]);
  };
  const part = (x: number[], i: number): number[] => x.slice(i * spec.hidden, (i + 1) * spec.hidden);
  const zeros = (size: number): number[] => new Array<number>(size).fill(0);
  const memory = spec.cells.map(() => ({
    h: zeros(spec.hidden),
    c: zeros(spec.hidden),
    n: zeros(spec.embedding),
    past: [] as number[][],
  }));

  const cell = (layer: number, m: number[]): number[] => {
    const state = memory[layer];
    const name = `layer${layer}`;
    const taps = tapsOf(spec, layer);
    if (taps) {
      state.past.push(m);
      const seen = Array.from({ length: taps.count }, (_, i) => {
        const back = (taps.count - 1 - i) * taps.dilation;
        return state.past.at(-1 - back) ?? zeros(inputsOf(spec, layer));
      });
      const a = plus(times(seen.flat(), `${name}.input.kernel`), w(`${name}.input.bias`));
      return spec.cells[layer] === 'perceptron' ? a : part(a, 0).map((u, i) => u * silu(part(a, 1)[i]));
    }
    const a = plus(times(m, `${name}.input.kernel`), w(`${name}.input.bias`));
    const { h, c } = state;
    switch (spec.cells[layer]) {
      case 'gru': {
        const b = plus(times(h, `${name}.state.kernel`), w(`${name}.state.bias`));
        const z = plus(part(a, 0), part(b, 0)).map(sigmoid);
        const r = plus(part(a, 1), part(b, 1)).map(sigmoid);
        const n = part(a, 2).map((value, i) => Math.tanh(value + r[i] * part(b, 2)[i]));
        state.h = h.map((value, i) => (1 - z[i]) * n[i] + z[i] * value);
        return state.h;
      }
      case 'lstm': {
        const s = plus(a, times(h, `${name}.state.kernel`));
        const [i, f, g, o] = [0, 1, 2, 3].map((gate) => part(s, gate));
        state.c = c.map((value, k) => sigmoid(f[k]) * value + sigmoid(i[k]) * Math.tanh(g[k]));
        state.h = state.c.map((value, k) => sigmoid(o[k]) * Math.tanh(value));
        return state.h;
      }
      case 'rnn': {
        const act = {
          tanh: Math.tanh,
          relu: (x: number) => Math.max(0, x),
          linear: (x: number) => x,
          binary: Math.sign,
        };
        state.h = plus(a, times(h, `${name}.state.kernel`)).map(act[spec.activation]);
        return state.h;
      }
      case 'gated-linear': {
        const bound = (0.9 * layer) / (spec.cells.length + 1);
        const [f, i, o] = [0, 1, 2].map((gate) => part(a, gate));
        state.h = h.map((value, k) => {
          const keep = bound + (1 - bound) * sigmoid(f[k]);
          return keep * value + (1 - keep) * silu(i[k]);
        });
        return state.h.map((value, k) => value * sigmoid(o[k]));
      }
      default:
        throw new Error(`no definition of ${spec.cells[layer]}`);
    }
  };
  const residual = (layer: number, x: number[]): number[] => {
    const name = `layer${layer}`;
    const n = norm(x, w(`${name}.norm.gain`));
    const m = n.map((value, i) => value + w(`${name}.shift`)[i] * (memory[layer].n[i] - value));
    memory[layer].n = n;
    const middle = plus(x, times(cell(layer, m), `${name}.merge.kernel`));
    const up = times(norm(middle, w(`${name}.feed.norm.gain`)), `${name}.feed.up.kernel`);
    const inner = up.length / 2;
    const gated = up.slice(0, inner).map((u, i) => silu(up[inner + i]) * u);
    return plus(middle, times(gated, `${name}.feed.down.kernel`));
  };
  const step = (token: number): Float32Array => {
    const table = weights.get('table')!.values;
    const row = (i: number) => [...table.subarray(i * spec.embedding, (i + 1) * spec.embedding)];
    let x = row(token).map((value) => value * spec.embeddingScale);
    for (let i = 0; i < spec.cells.length; i++) x = spec.block === 'residual' ? residual(i, x) : cell(i, x);
    const y =
      spec.block === 'residual'
        ? norm(x, w('output.norm.gain'))
        : plus(times(x, 'output.kernel'), w('output.bias'));
    const bias = w('logits.bias');
    return Float32Array.from(bias, (b, i) => row(i).reduce((sum, value, k) => sum + value * y[k], b));
  };
  const logits = tokens.map(step);
  const states = memory.flatMap(({ h, c, n, past }, i) => {
    const taps = tapsOf(spec, i);
    const reach = taps ? (taps.count - 1) * taps.dilation : 0;
    const padded = [...Array.from({ length: reach }, () => zeros(inputsOf(spec, i))), ...past];
    return [
      ...(taps ? (reach > 0 ? [padded.slice(-reach).flat()] : []) : [h]),
      ...(spec.cells[i] === 'lstm' ? [c] : []),
      ...(spec.block === 'residual' ? [n] : []),
    ];
  });
  return { logits, states };
}

/** The weights that an int8 graph really holds. */
export function dequantized(spec: NetworkSpec, quantized: QuantizedWeights): Weights {
  return new Map(
    [...weightShapes(spec)].map(([name, shape]) => {
      const matrix = quantized.matrices.get(name);
      return [name, matrix ? { shape, values: dequantizeMatrix(matrix) } : quantized.vectors.get(name)!];
    }),
  );
}
