/**
 * Products on a GPU's matrix units, by themselves and under training. In software, Mesa's lavapipe has some (26.2 was
 * seen; docs/backends.md says how to get it on an older Debian); elsewhere these tests are skipped and say so.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../model-build/backend/index.ts';
import { type NetworkSpec, NetworkSpecSchema } from '../../model-build/network/spec.ts';
import { Gpu } from '../../model-build/ops/webgpu/gpu.ts';
import {
  MATRIX_ENABLES,
  MATRIX_FOURS,
  type MatrixUnits,
  matrixCode,
  matrixInner,
  matrixLanes,
  matrixTile,
} from '../../model-build/ops/webgpu/matrix-code.ts';
import { takeUnits } from '../../model-build/ops/webgpu/matrix-units.ts';
import { multiply, type Product } from '../../model-build/ops/webgpu/product.ts';
import { profile } from '../../model-build/ops/webgpu/profile.ts';
import { sourceOf } from '../../model-build/ops/webgpu/program.ts';
import { sumSlices } from '../../model-build/ops/webgpu/sums.ts';
import { Random } from '../../model-build/random/random.ts';
import { TrainingSchema } from '../../model-build/recipe/recipe.ts';
import { Lanes } from '../../model-build/train/lanes.ts';
import { Trainer } from '../../model-build/train/trainer.ts';
import { played } from '../helpers/played-units.ts';
import { dispatches, PATIENCE, webgpuOrWhyNot } from '../helpers/webgpu.ts';

vi.setConfig({ testTimeout: PATIENCE, hookTimeout: PATIENCE });

let webgpu: Backend;
let gpu: Gpu;
let units: MatrixUnits;
/** Why there is nothing to test; empty when there is. */
let missing = '';
beforeAll(async () => {
  const opened = await webgpuOrWhyNot();
  missing = opened.missing;
  if (!opened.backend) return;
  webgpu = opened.backend;
  await webgpu.select();
  gpu = Gpu.of(tf.backend());
  if (gpu.units) units = gpu.units;
  else {
    missing = `no matrix units that fit: ${webgpu.description}`;
    process.stderr.write(`${missing}\n`);
  }
});

/** Numbers that float16 holds, and whose sums float32 holds, exactly. */
const whole = (count: number, seed: number, unit = 1): Float32Array => {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => ((random.next() % 9) - 4) * unit);
};

/** A product on the host. */
function wantedOf(
  { layout, m, n, k }: Pick<Product, 'layout' | 'm' | 'n' | 'k'>,
  a: Float32Array,
  b: Float32Array,
) {
  return Float32Array.from({ length: m * n }, (_, place) => {
    const [i, j] = [Math.floor(place / n), place % n];
    let dot = 0;
    for (let x = 0; x < k; x++)
      dot += a[layout === 'TN' ? x * m + i : i * k + x]! * b[layout === 'NT' ? j * k + x : x * n + j]!;
    return dot;
  });
}

describe('a product on matrix units', () => {
  const sizes = () => ({ m: 2 * matrixTile(units), n: matrixTile(units), k: 4 * matrixInner(units) });
  /** Runs once, and says which program ran. */
  const programOf = async (run: () => void) => {
    const { by } = await dispatches(async () => run());
    return [...by.keys()].join();
  };

  it.for([
    ['NN', 'bias'],
    ['NN', 'addend'],
    ['NN', 'nothing'],
    ['NT', 'nothing'],
    ['TN', 'nothing'],
    ['TN', 'what is there'],
  ] as const)('is exact where its numbers are: %s, added to %s', async ([layout, added], { skip }) => {
    skip(missing !== '', missing);
    const { m, n, k } = sizes();
    const [a, b] = [whole(m * k, 1), whole(k * n, 2)];
    const extra = whole(added === 'bias' ? n : m * n, 3);
    const [left, right] = [tf.tensor1d(a), tf.tensor1d(b)];
    const result = tf.tensor1d(extra.length === m * n ? extra.slice() : new Float32Array(m * n));
    const more = tf.tensor1d(extra);
    const p = { a: left, b: right, m, n, k, layout };
    const given = added === 'bias' ? { bias: more } : added === 'addend' ? { addend: more } : {};
    const accumulate = added === 'what is there';
    expect(await programOf(() => multiply(gpu, { ...p, ...given }, result, { accumulate }))).toMatch(
      /matrix units/,
    );
    const got = await result.data();
    tf.dispose([left, right, result, more]);
    const plus = (i: number) => (added === 'bias' ? extra[i % n]! : added === 'nothing' ? 0 : extra[i]!);
    expect([...got]).toEqual([...wantedOf(p, a, b).map((dot, i) => dot + plus(i))]);
  });

  it('sums slices by themselves, of rows of which the first lie elsewhere', async ({ skip }) => {
    skip(missing !== '', missing);
    const { m, n, k } = sizes();
    const [slices, rows] = [2, 3];
    const [a, b] = [whole(m * k, 4), whole(k * n, 5)];
    const [first, rest] = [tf.tensor1d(a.slice(0, rows * m)), tf.tensor1d(a.slice(rows * m))];
    const right = tf.tensor1d(b);
    const [parts, sum] = [gpu.empty([slices, m, n]), gpu.empty([m, n])];
    const p = { a: rest, before: { of: first, rows }, b: right, m, n, k, layout: 'TN' } as const;
    expect(await programOf(() => multiply(gpu, p, parts, { slices }))).toMatch(/matrix units/);
    sumSlices(gpu, parts, slices, sum);
    const got = await sum.data();
    tf.dispose([first, rest, right, parts, sum]);
    expect([...got]).toEqual([...wantedOf(p, a, b)]);
  });

  it.for(['a', 'b'] as const)(
    'keeps gradients far below what float16 holds, where %s is one',
    async (factor, { skip }) => {
      skip(missing !== '', missing);
      const { m, n, k } = sizes();
      const rows = 32_768;
      // The least number of float16 that is no zero is 2 ** -24.
      const tiny = 2 ** -30;
      const [a, b] = [whole(m * k, 6, factor === 'a' ? tiny : 1), whole(k * n, 7, factor === 'b' ? tiny : 1)];
      const [left, right] = [tf.tensor1d(a), tf.tensor1d(b)];
      const result = gpu.empty([m, n]);
      const p = { a: left, b: right, m, n, k, layout: 'NT', gradient: { factor, rows } } as const;
      multiply(gpu, p, result);
      const got = await result.data();
      tf.dispose([left, right, result]);
      expect([...got]).toEqual([...wantedOf(p, a, b)]);
    },
  );

  it('cuts a gradient that float16 cannot hold, in place of an infinity', async ({ skip }) => {
    skip(missing !== '', missing);
    const { m, n, k } = sizes();
    const [left, right] = [tf.fill([m, k], 1e6), tf.fill([k, n], 1)];
    const result = gpu.empty([m, n]);
    multiply(gpu, { a: left, b: right, m, n, k, layout: 'NN', gradient: { factor: 'a', rows: 1 } }, result);
    const got = await result.data();
    tf.dispose([left, right, result]);
    expect(new Set(got)).toEqual(new Set([(65_504 * k) / 256]));
  });

  it('leaves sizes that its tiles do not divide to float32', async ({ skip }) => {
    skip(missing !== '', missing);
    const { m, n, k } = { ...sizes(), n: matrixTile(units) - 4 };
    const [left, right] = [tf.ones([m, k]), tf.ones([k, n])];
    const result = gpu.empty([m, n]);
    expect(
      await programOf(() => multiply(gpu, { a: left, b: right, m, n, k, layout: 'NN' }, result)),
    ).toMatch(/^product NN/);
    tf.dispose([left, right, result]);
  });
});

/** Units that no driver in software has: Apple's, which code can play in bearable time, and NVIDIA's and AMD's. */
const PLAYED: MatrixUnits = { edge: 8, lanes: 32 };
const COMPILED: MatrixUnits[] = [
  { edge: 16, lanes: 32 },
  { edge: 16, lanes: 64 },
];
const FORMS = [
  { layout: 'NN', bias: true, addend: false, before: 0, scaled: undefined },
  { layout: 'NN', bias: false, addend: true, before: 0, scaled: undefined },
  { layout: 'NT', bias: false, addend: false, before: 0, scaled: 'a' },
  { layout: 'TN', bias: false, addend: false, before: 3, scaled: 'b' },
] as const;

/** The program of a product of two tiles by one, in two slices, each of two stretches. */
function programFor(
  of: MatrixUnits,
  form: (typeof FORMS)[number],
  reads: Record<string, tf.Tensor>,
  result: tf.Tensor,
) {
  const [m, n, k] = sizesFor(of);
  return {
    name: `${form.layout} for ${of.edge} x ${of.edge}, ${of.lanes}`,
    code: () => matrixCode({ ...form, accumulate: false, units: of }),
    enables: MATRIX_ENABLES,
    sizes: { M: m, N: n, K: k, TILES: 2, BEFORE: form.before },
    ...(form.scaled && { floats: { SCALE: 4 } }),
    ...{ reads, writes: { result }, fours: MATRIX_FOURS },
    lanes: matrixLanes(of),
    groups: [n / matrixTile(of), m / matrixTile(of), 2] as const,
  };
}
const sizesFor = (of: MatrixUnits) => [2 * matrixTile(of), matrixTile(of), 4 * matrixInner(of)] as const;

it.for(COMPILED.flatMap((of) => FORMS.map((form) => ({ ...of, form, layout: form.layout }))))(
  'is compiled for units of $edge x $edge and $lanes invocations: $layout',
  async ({ form, ...of }, { skip }) => {
    skip(missing !== '', missing);
    const { bias, addend, before } = form;
    const bound = tf.zeros([4]);
    const reads = {
      ...{ a: bound, b: bound },
      ...{
        ...(bias && { bias: bound }),
        ...(addend && { addend: bound }),
        ...(before > 0 && { before: bound }),
      },
    };
    const code = sourceOf(programFor(of, form, reads, bound));
    const { messages } = await gpu.device.createShaderModule({ code }).getCompilationInfo();
    bound.dispose();
    expect(messages.map(({ message }) => message)).toEqual([]);
  },
);

it.for(FORMS)(
  'is right for 8 x 8 and 32 invocations, which play the units: $layout',
  async (form, { skip }) => {
    skip(missing !== '', missing);
    const [m, n, k] = sizesFor(PLAYED);
    const { layout, bias, addend, before } = form;
    const [a, b, more] = [whole(m * k, 1), whole(k * n, 2), whole(bias ? n : 2 * m * n, 3)];
    const tensors = {
      a: tf.tensor1d(a.slice(before * m)),
      b: tf.tensor1d(b),
      ...(bias && { bias: tf.tensor1d(more) }),
      ...(addend && { addend: tf.tensor1d(more) }),
      ...(before > 0 && { before: tf.tensor1d(a.slice(0, before * m)) }),
    };
    const result = gpu.empty([2, m, n]);
    const real = programFor(PLAYED, form, tensors, result);
    gpu.run({
      ...real,
      name: `${real.name}, played`,
      enables: ['f16'],
      code: () => played(real.code(), PLAYED),
    });
    const got = await result.data();
    tf.dispose([...Object.values(tensors), result]);
    const halves = [0, 1].map((slice) => got.slice(slice * m * n, (slice + 1) * m * n));
    const plus = (i: number, slice: number) => (bias ? more[i % n]! : addend ? more[slice * m * n + i]! : 0);
    const sum = halves[0]!.map((value, i) => value - plus(i, 0) + halves[1]![i]! - plus(i, 1));
    expect([...sum]).toEqual([...wantedOf({ layout, m, n, k }, a, b)]);
  },
);

it('takes no units that do not compile or multiply wrong, and goes on in float32', async ({ skip }) => {
  skip(missing !== '', missing);
  expect(await takeUnits(gpu, { edge: 32, lanes: units.lanes })).toBe(false);
  expect(gpu.units).toBeUndefined();
  const sum = tf.matMul(tf.ones([3, 3]), tf.ones([3, 3]));
  expect([...(await sum.data())]).toEqual(new Array(9).fill(3));
  sum.dispose();
  expect(await takeUnits(gpu, units)).toBe(true);
});

/** Networks whose every large product the tiles divide. */
const networks = (width: number): Record<string, NetworkSpec> => {
  const spec = (more: object) =>
    NetworkSpecSchema.parse({ vocabulary: 2 * width, embedding: width, hidden: width, ...more });
  const cells = ['gated-linear', 'gated-linear'];
  return {
    'gated linear': spec({ cells, block: 'residual', feedForward: width, embeddingScale: 4 }),
    gru: spec({ cells: ['gru'] }),
    lstm: spec({ cells: ['lstm'] }),
  };
};
const STEPS = 60;

it.for(['gated linear', 'gru', 'lstm'])(
  `learns as in float32, ${STEPS} steps: %s`,
  async (name, { skip }) => {
    skip(missing !== '', missing);
    const width = matrixTile(units);
    const network = networks(width)[name]!;
    const [batch, window] = [8, width / 4];
    const random = new Random(11);
    // Nine words of ten follow from the one before: something to be learned.
    const text = new Uint16Array(40 * batch * window);
    for (let i = 1; i < text.length; i++)
      text[i] = random.uniform() < 0.1 ? random.next() % network.vocabulary : (5 * text[i - 1]! + 1) % 61;
    const plan = { tokens: 1e6, batch, window, learningRate: 1e-2, warmup: 10 };
    const run = async (of: MatrixUnits | undefined) => {
      gpu.units = of;
      const trainer = new Trainer(webgpu.ops, network, TrainingSchema.parse(plan), 1, 0);
      const lanes = new Lanes(text, batch, window);
      const reports = [];
      for (let i = 0; i < STEPS; i++) reports.push(...(await trainer.advance(lanes)));
      reports.push(...(await trainer.settle()));
      const costs = await profile(() => trainer.train(lanes));
      trainer.dispose();
      gpu.units = units;
      const macs = (kind: RegExp) =>
        costs.filter(({ name }) => kind.test(name)).reduce((sum, { macs }) => sum + macs, 0);
      return { reports, share: macs(/matrix units/) / macs(/^product/) };
    };
    const wanted = await run(undefined);
    const got = await run(units);
    const apart = got.reports.map(({ loss }, i) => Math.abs(loss - wanted.reports[i]!.loss));
    process.stderr.write(
      `${name}: loss ${wanted.reports[0]!.loss.toFixed(3)} to ${wanted.reports.at(-1)!.loss.toFixed(3)}, at most ${Math.max(...apart).toExponential(1)} apart; ${(100 * got.share).toFixed(0)} % of products on matrix units\n`,
    );
    expect(wanted.share).toBe(0);
    expect(got.share).toBe(1);
    expect(wanted.reports.at(-1)!.loss).toBeLessThan(0.7 * wanted.reports[0]!.loss);
    expect(Math.max(...apart)).toBeLessThan(0.01);
  },
);
