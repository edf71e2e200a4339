/** Our programs on a GPU, by themselves: products of all shapes, and slopes that gradients must be. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../model-build/backend/index.ts';
import {
  cases,
  type OperationCase,
  randomTensor,
  SIZES,
} from '../../model-build/doctor/conformance/operations.ts';
import { piecesOf } from '../../model-build/ops/webgpu/embed.ts';
import { Gpu } from '../../model-build/ops/webgpu/gpu.ts';
import { multiplyInTiles, slicesOf, TILES, tileOf } from '../../model-build/ops/webgpu/product.ts';
import { edge, type Layout } from '../../model-build/ops/webgpu/product-code.ts';
import { sumSlices } from '../../model-build/ops/webgpu/sums.ts';
import { Random } from '../../model-build/random/random.ts';
import { PATIENCE, webgpuOrWhyNot } from '../helpers/webgpu.ts';

vi.setConfig({ testTimeout: PATIENCE, hookTimeout: PATIENCE });

let webgpu: Backend | undefined;
let missing = '';
beforeAll(async () => {
  ({ backend: webgpu, missing } = await webgpuOrWhyNot());
});

describe('a product', () => {
  /** Numbers that every float32 sum of them is exact for, so that the order does not matter. */
  const whole = (count: number, seed: number) => {
    const random = new Random(seed);
    return Float32Array.from({ length: count }, () => (random.next() % 9) - 4);
  };

  /** Ragged in every direction, by four and not, shorter than a stretch of the inner dimension and longer. */
  const SHAPES = [
    [1, 3, 2],
    [33, 66, 50],
    [132, 64, 36],
    [70, 129, 17],
  ] as const;
  const LAYOUTS: Layout[] = ['NN', 'NT', 'TN'];
  const all = TILES.flatMap((tile) =>
    LAYOUTS.flatMap((layout) =>
      // A driver in software takes seconds to compile a large tile.
      (edge(tile) < 128 ? SHAPES : SHAPES.slice(2)).map(([m, n, k]) => ({
        ...{ tile, layout, m, n, k, width: edge(tile) },
      })),
    ),
  );

  it.for(all)(
    '$layout [$m, $k] by [$k, $n] in tiles of $width',
    async ({ tile, layout, m, n, k }, { skip }) => {
      skip(missing !== '', missing);
      await webgpu!.select();
      const gpu = Gpu.of(tf.backend());
      const [a, b, bias, addend] = [whole(m * k, 1), whole(k * n, 2), whole(n, 3), whole(m * n, 4)];
      const early = Math.min(2, k);
      const [given, right, more, extra] = [a, b, bias, addend].map((values) => tf.tensor1d(values));
      // Of a transposed left factor, the first rows lie elsewhere.
      const [before, after] = [a.slice(0, early * m), a.slice(early * m)].map((values) =>
        tf.tensor1d(values.length > 0 ? values : [0]),
      );
      const left = layout === 'TN' ? { a: after!, before: { of: before!, rows: early } } : { a: given! };
      const slices = 2;
      const [parts, sum] = [gpu.empty([slices, m, n]), gpu.empty([m, n])];
      multiplyInTiles(gpu, { ...left, b: right!, m, n, k, layout }, parts, { slices, tile });
      sumSlices(gpu, parts, slices, sum);
      multiplyInTiles(gpu, { ...left, b: right!, m, n, k, layout, bias: more, addend: extra }, sum, {
        accumulate: true,
        tile,
      });
      const got = await sum.data();
      const at = (i: number, j: number) => {
        let dot = 0;
        for (let c = 0; c < k; c++)
          dot += a[layout === 'TN' ? c * m + i : i * k + c]! * b[layout === 'NT' ? j * k + c : c * n + j]!;
        return 2 * dot + bias[j]! + addend[i * n + j]!;
      };
      const wanted = Float32Array.from({ length: m * n }, (_, i) => at(Math.floor(i / n), i % n));
      tf.dispose([given, right, more, extra, before, after, parts, sum]);
      expect([...got]).toEqual([...wanted]);
    },
  );

  it('takes large tiles for large results, small ones for small, and slices long sums', () => {
    expect(edge(tileOf(32_768, 1152))).toBe(128);
    expect(edge(tileOf(1024, 256))).toBe(64);
    expect(edge(tileOf(1, 4096))).toBe(32);
    expect(slicesOf(256, 1152, 32_768)).toBe(64);
    expect(slicesOf(32_768, 1152, 4096)).toBe(1);
  });
});

it('places of words are sorted into pieces of which none is long, and none is lost', () => {
  const random = new Random(3);
  // Half of all places are of one word.
  const ids = Int32Array.from({ length: 500 }, () => (random.uniform() < 0.5 ? 7 : random.next() % 40));
  const { plan, most } = piecesOf(ids, 40);
  const [order, pieces] = [plan.subarray(0, 500), plan.subarray(500, 500 + most + 1)];
  const words = plan.subarray(500 + most + 1);
  const places: number[][] = [];
  for (let word = 0; word < 40; word++) {
    places.push([]);
    for (let piece = words[word]!; piece < words[word + 1]!; piece++) {
      const stretch = order.subarray(pieces[piece], pieces[piece + 1]);
      expect(stretch.length).toBeLessThanOrEqual(32);
      places[word]!.push(...stretch);
    }
  }
  expect(places).toEqual(places.map((_, word) => [...ids.keys()].filter((i) => ids[i] === word)));
});

/** A kink, and a step whose gradient is no slope. */
const WITHOUT_SLOPES = new Set(['elman, relu', 'elman, binary']);
const STEP = 1e-2;
/** Of a central difference in float32: rounding and curvature both stay below this share of the slope. */
const TOLERANCE = 2e-2;

it.for(cases(SIZES[1]!).filter(({ name }) => !WITHOUT_SLOPES.has(name)))(
  '$name: gradients are the slopes that finite differences measure',
  async (c: OperationCase, { skip }) => {
    skip(missing !== '', missing);
    await webgpu!.select();
    const { ops } = webgpu!;
    const random = new Random(5);
    const points = c.shapes.map((shape) => randomTensor(shape, random));
    const direction = c.shapes.map((shape) => randomTensor(shape, new Random(7), 1));
    const weigh = (y: tf.Tensor) => tf.sum(tf.mul(y, randomTensor(y.shape, new Random(6)))) as tf.Scalar;
    const read = async (make: () => tf.Tensor) => {
      const tensor = tf.tidy(make);
      const values = await tensor.data<'float32'>();
      tensor.dispose();
      return values;
    };
    const valueAt = async (step: number) =>
      (
        await read(() =>
          weigh(
            c.run(
              ops,
              points.map((x, i) => tf.add(x, tf.mul(direction[i]!, step))),
            ),
          ),
        )
      )[0]!;
    const measured = ((await valueAt(STEP)) - (await valueAt(-STEP))) / (2 * STEP);
    const slopes: number[] = [];
    const gradients: number[] = [];
    for (const i of points.keys()) {
      const gradient = await read(
        () => tf.valueAndGrads((...x: tf.Tensor[]) => weigh(c.run(ops, x)))(points).grads[i]!,
      );
      const along = await direction[i]!.data<'float32'>();
      gradients.push(...gradient);
      slopes.push(gradient.reduce((sum, g, j) => sum + g * along[j]!, 0));
    }
    tf.dispose([points, direction]);
    const slope = slopes.reduce((a, b) => a + b);
    expect(Math.abs(measured - slope)).toBeLessThan(TOLERANCE * Math.max(1, Math.hypot(...gradients)));
  },
);

// The last of this file: nothing may be read afterwards.
it('a read throws what the device found wrong with a program, tfjs’s own too', async ({ skip }) => {
  skip(missing !== '', missing);
  await webgpu!.select();
  // More buffers than a program may bind; by itself tfjs gives a zero.
  const sum = tf.addN(Array.from({ length: 9 }, (_, i) => tf.scalar(i)));
  await expect(sum.data()).rejects.toThrow(/^webgpu: .*storage buffers/);
});
