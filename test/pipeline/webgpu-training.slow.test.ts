/** Training on a GPU: as wasm trains, without tensors left behind, in few dispatches, without waiting. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it, vi } from 'vitest';
import { type Backend, openBackend } from '../../model-build/backend/index.ts';
import { type NetworkSpec, NetworkSpecSchema } from '../../model-build/network/spec.ts';
import { chunkOf } from '../../model-build/ops/webgpu/loss.ts';
import { profile } from '../../model-build/ops/webgpu/profile.ts';
import { TrainingSchema } from '../../model-build/recipe/recipe.ts';
import english from '../../model-build/recipes/english.ts';
import { Lanes } from '../../model-build/train/lanes.ts';
import { ExplosionError, type StepReport, Trainer } from '../../model-build/train/trainer.ts';
import { dispatches, PATIENCE, webgpuOrWhyNot } from '../helpers/webgpu.ts';

vi.setConfig({ testTimeout: PATIENCE, hookTimeout: PATIENCE });

let webgpu: Backend | undefined;
let missing = '';
beforeAll(async () => {
  ({ backend: webgpu, missing } = await webgpuOrWhyNot());
});

const spec = (more: object): NetworkSpec =>
  NetworkSpecSchema.parse({ vocabulary: 61, embedding: 16, hidden: 16, ...more });
const NETWORKS = {
  'gated linear': spec({ cells: ['gated-linear', 'gated-linear'], block: 'residual', feedForward: 20 }),
  gru: spec({ cells: ['gru', 'gru'] }),
  'lstm, then rnn': spec({ cells: ['lstm', 'rnn'] }),
};
const TEXT = Uint16Array.from({ length: 2000 }, (_, i) => (i * i + (i >> 3)) % 61);

function begun({ ops }: Backend, network: NetworkSpec, training = {}) {
  const plan = { tokens: 1e6, batch: 4, window: 8, learningRate: 3e-3, warmup: 5, ...training };
  const { batch, window } = plan;
  const trainer = new Trainer(ops, network, TrainingSchema.parse(plan), 1, 0);
  return { trainer, lanes: new Lanes(TEXT, batch, window) };
}

it.for(Object.entries(NETWORKS))('trains as wasm does, 30 steps: %s', async ([, network], { skip }) => {
  skip(missing !== '', missing);
  const run = async (backend: Backend) => {
    await backend.select();
    const { trainer, lanes } = begun(backend, network);
    const reports: StepReport[] = [];
    for (let i = 0; i < 30; i++) reports.push(...(await trainer.advance(lanes)));
    reports.push(...(await trainer.settle()));
    const table = (await trainer.weights()).get('table')!.values;
    trainer.dispose();
    return { reports, table };
  };
  const wanted = await run(await openBackend('wasm'));
  const got = await run(webgpu!);
  expect(got.reports.map(({ step }) => step)).toEqual([...Array(30).keys()]);
  got.reports.forEach(({ loss, norm }, i) => {
    expect(loss, `loss of step ${i}`).toBeCloseTo(wanted.reports[i]!.loss, 3);
    expect(norm / wanted.reports[i]!.norm, `norm of step ${i}`).toBeCloseTo(1, 2);
  });
  got.table.forEach((value, i) => {
    expect(Math.abs(value - wanted.table[i]!)).toBeLessThan(1e-3);
  });
});

it('leaves no tensor behind, and holds no more memory after 200 steps than after 50', async ({ skip }) => {
  skip(missing !== '', missing);
  await webgpu!.select();
  const empty = tf.memory().numTensors;
  const { trainer, lanes } = begun(webgpu!, NETWORKS['gated linear'], { reset: 0.2 });
  const held = async (steps: number) => {
    for (let i = 0; i < steps; i++) await trainer.advance(lanes);
    await trainer.settle();
    const { numTensors, numBytesAllocatedInGPU } = tf.memory() as tf.MemoryInfo & {
      numBytesAllocatedInGPU: number;
    };
    return { numTensors, numBytesAllocatedInGPU };
  };
  const early = await held(50);
  expect(await held(150)).toEqual(early);
  trainer.dispose();
  expect(tf.memory().numTensors).toBe(empty);
});

it('tells of an explosion after steps that were made since, and none of its steps has changed a weight', async ({
  skip,
}) => {
  skip(missing !== '', missing);
  await webgpu!.select();
  const { trainer, lanes } = begun(webgpu!, NETWORKS.gru);
  await trainer.train(lanes);
  const kernel = trainer.slots.get('layer0.state.kernel')!;
  const before = Float32Array.from(await kernel.weight.data());
  const broken = trainer.slots.get('output.bias')!.weight;
  const bias = Float32Array.from(await broken.data());
  trainer.optimizer.assign(broken, bias.slice().fill(Number.NaN, 3, 4));
  for (let i = 0; i < 3; i++) expect(await trainer.advance(lanes)).toEqual([]);
  await expect(trainer.settle()).rejects.toThrow(new ExplosionError(1, 'the loss'));
  expect([...(await kernel.weight.data())]).toEqual([...before]);
  trainer.optimizer.assign(broken, bias);
  expect([...(await broken.data())]).toEqual([...bias]);
  trainer.dispose();
});

it('names the weight whose gradient is not finite', async ({ skip }) => {
  skip(missing !== '', missing);
  await webgpu!.select();
  const weights = new Map(
    ['first', 'second', 'third'].map((name) => [name, { shape: [40, 40], values: new Float32Array(1600) }]),
  );
  const optimizer = webgpu!.ops.optimizer(weights);
  const gradients = [1, Number.POSITIVE_INFINITY, 1].map((value) => tf.fill([40, 40], value));
  const loss = tf.scalar(2);
  const step = { clip: 1, learningRate: 1, weightDecay: 0, beta1: 0.9, beta2: 0.98, averaging: 0.1 };
  await optimizer.update(gradients, loss, { ...step, count: 7 });
  const [finding] = await optimizer.settle();
  expect(finding).toMatchObject({ count: 7, loss: 2, culprit: 'second' });
  expect([...(await optimizer.slots.get('first')!.weight.data())]).toEqual(new Array(1600).fill(0));
  optimizer.dispose();
  tf.dispose([gradients, loss]);
});

/** What a GPU gets in one go. */
const [BATCH, WINDOW] = [256, 128];

it('asks no more than 150 dispatches for a step of english', async ({ skip }) => {
  skip(missing !== '', missing);
  await webgpu!.select();
  const network = { ...english.network, vocabulary: 4096 };
  // A thirtieth of the lanes, so that a GPU in software has the memory; of all programs of a step, only those of the loss
  // are more where there are more rows.
  const lanes = 8;
  const { trainer } = begun(webgpu!, network, { batch: lanes, window: WINDOW });
  const text = new Lanes(new Uint16Array(3 * lanes * WINDOW), lanes, WINDOW);
  const { count, by } = await dispatches(() => trainer.advance(text), true);
  trainer.optimizer.forget();
  trainer.dispose();
  const chunks = Math.ceil((BATCH * WINDOW) / chunkOf(BATCH * WINDOW, network.vocabulary, 2 ** 30));
  expect(by.get('softmax with gradient')).toBe(1);
  const whole = count + 4 * (chunks - 1);
  process.stderr.write(`english, ${BATCH} x ${WINDOW}: ${whole} dispatches a step\n`);
  expect(whole).toBeLessThanOrEqual(150);
});

it.for(['gru', 'lstm'] as const)('walks %s through time in one dispatch a step', async (cell, { skip }) => {
  skip(missing !== '', missing);
  await webgpu!.select();
  const steps = async (window: number) => {
    const { trainer, lanes } = begun(webgpu!, spec({ cells: [cell] }), { window });
    const { count } = await dispatches(() => trainer.train(lanes));
    trainer.dispose();
    return count;
  };
  // One forward, one backward.
  expect((await steps(16)) - (await steps(8))).toBe(2 * 8);
});

it('says what each program of a step has cost, tfjs’s own among them', async ({ skip }) => {
  skip(missing !== '', missing);
  await webgpu!.select();
  const { trainer, lanes } = begun(webgpu!, NETWORKS['gated linear'], { reset: 1 });
  await trainer.train(lanes);
  let told = 0;
  const { count } = await dispatches(async () => {
    const costs = await profile(() => trainer.train(lanes));
    expect(costs.map(({ name }) => name)).toEqual(expect.arrayContaining(['adamw', 'scan', 'tfjs BinaryOp']));
    for (const { name, milliseconds } of costs) expect(milliseconds ?? 0, name).toBeGreaterThanOrEqual(0);
    told = costs.reduce((sum, { count }) => sum + count, 0);
  });
  expect(told).toBe(count);
  trainer.dispose();
});
