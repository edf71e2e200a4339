/**
 * Tied softmax with cross-entropy.
 *
 *     logits = y [N, width] transpose(table [vocabulary, width]) + bias [vocabulary]
 *     loss = the mean over N of log(sum(exp(logits))) - logits at the target
 *     dlogits = (softmax(logits) - onehot(target)) / N      dy = dlogits table
 *     d table = transpose(dlogits) y      d bias = the sums of dlogits' columns
 *
 * Logits exist for one chunk of rows at a time, and become their own gradient in place, in the program that measures the
 * loss: a workgroup has a stripe of rows and leaves the stripe's part of the bias's gradient.
 */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { multiply, slicesOf } from './product.ts';
import { type Bound, groupwise, STRETCH } from './program.ts';
import { addStripes, stripesOf, sumSlices } from './sums.ts';

const LANES = 256;
/** Rows of a workgroup. */
const STRIPE = 16;
/** Chunks are multiples of this, so that each chunk's stretch of anything may be bound. */
const ROWS = STRIPE * STRETCH;
/** Of logits at a time: four times what a GPU's caches hold, so that products are long and chunks few. */
const CHUNK_BYTES = 256 * 2 ** 20;

const SOFTMAX = (gradients: boolean) => `
  ${gradients ? 'var columns : array<f32, (VOCABULARY + LANES - 1u) / LANES>;' : ''}
  for (var r = row * STRIPE; r < min(ROWS, (row + 1u) * STRIPE); r++) {
    let start = r * VOCABULARY;
    let word = u32(targets[r]);
    let chosen = logits[start + word] + bias[word];
    var top = -3.4e38;
    var sum = 0.0;
    for (var j = lane; j < VOCABULARY; j += LANES) {
      let v = logits[start + j] + bias[j];
      if (v > top) { sum = sum * exp(top - v) + 1.0; top = v; } else { sum += exp(v - top); }
    }
    let most = peak(top, lane);
    let whole = log(total(sum * exp(top - most), lane)) + most;
    if (lane == 0u) { losses[r] = whole - chosen; }
    ${gradients ? GRADIENT : ''}
  }
  ${gradients ? 'for (var j = lane; j < VOCABULARY; j += LANES) { parts[row * VOCABULARY + j] = columns[j / LANES]; }' : ''}`;

const GRADIENT = `for (var j = lane; j < VOCABULARY; j += LANES) {
      let p = exp(logits[start + j] + bias[j] - whole);
      let d = (p - select(0.0, 1.0, j == word)) * SCALE;
      logits[start + j] = d;
      columns[j / LANES] += d;
    }`;

const MEAN = `var sum = 0.0;
  for (var j = lane; j < ROWS; j += LANES) { sum += losses[j]; }
  let all = total(sum, lane);
  if (lane == 0u) { mean[0] = all / f32(ROWS); }`;

/** Rows of logits that are held at a time, where a program may see `most` bytes of them. */
export const chunkOf = (rows: number, vocabulary: number, most: number): number =>
  Math.min(rows, ROWS * Math.max(1, Math.floor(Math.min(CHUNK_BYTES, most) / (4 * vocabulary * ROWS))));

interface Parts {
  /** d y, d table in slices, d bias in stripes. */
  dy: tf.Tensor2D;
  slices: tf.Tensor;
  stripes: tf.Tensor;
}

/** The loss. */
export function loss(gpu: Gpu): Ops['loss'] {
  const mean = (losses: tf.Tensor, rows: number): tf.Scalar => {
    const mean = gpu.empty<tf.Rank.R0>([]);
    const program = { name: 'mean', sizes: { ROWS: rows }, reads: { losses }, writes: { mean }, body: MEAN };
    gpu.run(groupwise(1, LANES, program));
    return mean as tf.Scalar;
  };
  return (y, table, bias, targets, gradients) => {
    const [rows, width] = y.shape;
    const vocabulary = table.shape[0];
    const chunk = chunkOf(rows, vocabulary, gpu.mostBytes);
    const counts = { slices: slicesOf(vocabulary, width, chunk), stripes: stripesOf(chunk, STRIPE) };
    const chunks = Math.ceil(rows / chunk);
    return tf.customGrad((...args) => {
      const [y, table, bias] = args as tf.Tensor[] as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const losses = gpu.empty([rows]);
      const logits = gpu.empty([chunk, vocabulary]);
      const parts: Parts | undefined = gradients
        ? {
            dy: gpu.empty<tf.Rank.R2>([rows, width]) as tf.Tensor2D,
            slices: gpu.empty([counts.slices, vocabulary, width]),
            stripes: gpu.empty([stripesOf(rows, STRIPE), vocabulary]),
          }
        : undefined;
      for (let c = 0; c < chunks; c++) {
        const first = c * chunk;
        const n = Math.min(chunk, rows - first);
        const rowsOf = (of: tf.Tensor, width: number): Bound => ({
          of,
          from: first * width,
          count: n * width,
        });
        const chunkOfY = rowsOf(y, width);
        multiply(gpu, { a: chunkOfY, b: table, m: n, n: vocabulary, k: width, layout: 'NT' }, logits);
        softmax(gpu, [n, vocabulary], 1 / rows, {
          reads: { bias, targets: rowsOf(targets, 1) },
          writes: { logits, losses: rowsOf(losses, 1) },
          parts: parts && {
            of: parts.stripes,
            from: c * counts.stripes * vocabulary,
            count: stripesOf(n, STRIPE) * vocabulary,
          },
        });
        if (!parts) continue;
        const gradient = { factor: 'a', rows } as const;
        const dy = { a: logits, b: table, m: n, n: width, k: vocabulary, layout: 'NN', gradient } as const;
        multiply(gpu, dy, rowsOf(parts.dy, width));
        const dTable = {
          a: logits,
          b: chunkOfY,
          m: vocabulary,
          n: width,
          k: n,
          layout: 'TN',
          gradient,
        } as const;
        multiply(gpu, dTable, parts.slices, { slices: counts.slices, accumulate: c > 0 });
      }
      const value = mean(losses, rows);
      tf.dispose([losses, logits]);
      save(parts ? finish(gpu, parts, table, bias, counts.slices) : []);
      const gradFunc = (d: tf.Tensor, saved: tf.Tensor[]) => {
        // Nothing to do where nothing was made of the loss, which is what training asks for.
        const one = gpu.onHost(d)?.[0] === 1;
        return saved.map((gradient) => (one ? gradient.clone() : tf.mul(gradient, d)));
      };
      return { value, gradFunc };
    })(y, table, bias) as tf.Scalar;
  };
}

function softmax(
  gpu: Gpu,
  [rows, vocabulary]: [number, number],
  scale: number,
  { reads, writes, parts }: { reads: Record<string, Bound>; writes: Record<string, Bound>; parts?: Bound },
): void {
  gpu.run(
    groupwise(stripesOf(rows, STRIPE), LANES, {
      name: parts ? 'softmax with gradient' : 'softmax',
      sizes: { ROWS: rows, VOCABULARY: vocabulary, STRIPE },
      floats: { SCALE: scale },
      reads,
      writes: { ...writes, ...(parts && { parts }) },
      body: SOFTMAX(parts !== undefined),
    }),
  );
}

/** Gradients of y, table and bias. */
function finish(
  gpu: Gpu,
  { dy, slices, stripes }: Parts,
  table: tf.Tensor2D,
  bias: tf.Tensor1D,
  count: number,
): tf.Tensor[] {
  const dTable = gpu.gradientOf(table);
  sumSlices(gpu, slices, count, dTable);
  slices.dispose();
  return [dy, dTable, addStripes(gpu, stripes, stripes.shape[0]!, gpu.gradientOf(bias))];
}
