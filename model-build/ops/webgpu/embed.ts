/**
 * Rows of the table.
 *
 *     y [N, width] = scale * table [vocabulary, width] at ids [N]
 *     d table at w = scale * the sum of dy over the places of w
 *
 * Backward, the host sorts the places by word, by counting, and cuts each word's into pieces, so that no invocation has to
 * walk through all places of "the": one program adds each piece up, another the pieces of each word.
 */
import * as tf from '@tensorflow/tfjs';
import type { Ops } from '../ops.ts';
import type { Gpu } from './gpu.ts';
import { byFour, elementwise } from './program.ts';

/** Places in a piece. */
const PIECE = 32;

/**
 * What the backward programs are told, one after the other in one array: `order` [N], the places by word; `pieces`
 * [most + 1], where each piece begins in it; `words` [vocabulary + 1], the first piece of each word. As many pieces as there
 * may be at `most`, so that sizes do not depend on the ids: those past the last are empty.
 */
export function piecesOf(ids: ArrayLike<number>, vocabulary: number): { plan: Int32Array; most: number } {
  const count = ids.length;
  const most = vocabulary + Math.ceil(count / PIECE);
  const plan = new Int32Array(count + most + 1 + vocabulary + 1);
  const [order, pieces] = [plan.subarray(0, count), plan.subarray(count, count + most + 1)];
  const words = plan.subarray(count + most + 1);
  const starts = new Int32Array(vocabulary + 1);
  for (let i = 0; i < count; i++) starts[ids[i]! + 1]!++;
  for (let word = 0; word < vocabulary; word++) starts[word + 1]! += starts[word]!;
  const next = starts.slice();
  for (let i = 0; i < count; i++) order[next[ids[i]!]!++] = i;
  let piece = 0;
  for (let word = 0; word < vocabulary; word++) {
    words[word] = piece;
    for (let at = starts[word]!; at < starts[word + 1]!; at += PIECE) pieces[piece++] = at;
  }
  words[vocabulary] = piece;
  pieces.fill(count, piece);
  return { plan, most };
}

/** Embedding. */
export function embed(gpu: Gpu): Ops['embed'] {
  const gather = (table: tf.Tensor, ids: tf.Tensor, y: tf.Tensor, width: number, scale: number) => {
    const { step, fours } = byFour(width, ['table', 'y']);
    const body = 'y[index] = SCALE * table[u32(ids[index / WIDTH]) * WIDTH + index % WIDTH];';
    const sizes = { WIDTH: width / step };
    const parts = {
      name: 'embed',
      sizes,
      floats: { SCALE: scale },
      reads: { table, ids },
      writes: { y },
      fours,
    };
    gpu.run(elementwise(y.size / step, { ...parts, body }));
  };
  return (table, ids, scale) => {
    const [vocabulary, width] = table.shape;
    return tf.customGrad((...args) => {
      const given = args[0] as tf.Tensor;
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const y = gpu.empty<tf.Rank.R2>([ids.size, width]);
      const onHost = gpu.onHost(ids);
      const sorted = onHost && piecesOf(onHost, vocabulary);
      gather(given, ids, y, width, scale);
      save([ids]);
      const gradFunc = (dy: tf.Tensor, [ids]: tf.Tensor[]) => {
        if (sorted) return scatter(gpu, dy, sorted, [vocabulary, width], scale);
        // The ids were on the GPU before.
        const chosen = tf.oneHot(ids as tf.Tensor1D, vocabulary, scale, 0, 'float32') as tf.Tensor2D;
        return tf.matMul(chosen, dy as tf.Tensor2D, true);
      };
      return { value: y, gradFunc };
    })(table) as tf.Tensor2D;
  };
}

function scatter(
  gpu: Gpu,
  dy: tf.Tensor,
  { plan, most }: ReturnType<typeof piecesOf>,
  [vocabulary, width]: [number, number],
  scale: number,
): tf.Tensor {
  const { type, step, fours } = byFour(width, ['dy', 'sums', 'd']);
  const places = tf.tensor1d(plan, 'int32');
  const sums = gpu.empty([most, width]);
  const d = gpu.empty([vocabulary, width]);
  const sizes = {
    WIDTH: width / step,
    PIECES: plan.length - most - 1 - vocabulary - 1,
    WORDS: plan.length - vocabulary - 1,
  };
  const ofPiece = `let piece = PIECES + index / WIDTH;
  let end = plan[piece + 1u];
  var sum = ${type}(0.0);
  for (var i = plan[piece]; i < end; i++) { sum += dy[u32(plan[i]) * WIDTH + index % WIDTH]; }
  sums[index] = sum;`;
  const pieces = { name: 'embed backward, pieces', sizes, reads: { plan: places, dy }, writes: { sums } };
  gpu.run(
    elementwise((most * width) / step, {
      ...pieces,
      fours: fours.filter((name) => name !== 'd'),
      body: ofPiece,
    }),
  );
  const ofWord = `let word = WORDS + index / WIDTH;
  let end = u32(plan[word + 1u]);
  var sum = ${type}(0.0);
  for (var i = u32(plan[word]); i < end; i++) { sum += sums[i * WIDTH + index % WIDTH]; }
  d[index] = SCALE * sum;`;
  const words = { name: 'embed backward, words', sizes, reads: { plan: places, sums }, writes: { d } };
  const floats = { SCALE: scale };
  gpu.run(
    elementwise(d.size / step, {
      ...words,
      floats,
      fours: fours.filter((name) => name !== 'dy'),
      body: ofWord,
    }),
  );
  tf.dispose([places, sums]);
  return d;
}
