/** A recipe packed, trained on a bare machine, and built at home from what came back. */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRunFile } from '../../model-build/train/run-file.ts';
import { train } from '../helpers/bare-machine.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
/** Packs Node, unpacks it, trains and builds: a minute on a quiet machine. */
const TIMEOUT_MS = 900_000;
const LINUX = process.platform === 'linux' && process.arch === 'x64';
const PART = 30;
/** What chooses the kernels of OpenBLAS here: with others, sums differ in their last bits. */
const BLAS = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name.startsWith('OPENBLAS_')),
) as Record<string, string>;

/** Goes on from a model of the repository, whose tokenizer and weights have to travel. */
const RECIPE = {
  name: 'far',
  version: '1.0.0',
  description: 'for this test',
  seed: 3,
  tokenizer: { kind: 'bpe', vocabulary: 384, sampleBytes: 100_000 },
  data: [
    { corpus: 'mine', share: 2, licence: 'MIT', origin: 'ours' },
    { corpus: 'models/fixture-gru/corpus.txt', share: 1, licence: 'MIT', origin: 'ours' },
  ],
  network: { embedding: 32, embeddingScale: 4, cells: ['gru', 'gru'], hidden: 48 },
  training: {
    backend: 'wasm',
    startFrom: 'models/fixture-gru',
    tokens: 30_000,
    batch: 8,
    window: 16,
    learningRate: 0.003,
    warmup: 10,
    checkpointEvery: 20,
    validateEvery: 100,
    shards: 2,
  },
  earlierTokens: 160_000,
};

let folder: string;
let out: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pack-'));
  out = join(folder, 'out');
  await mkdir(join(folder, 'text'));
  const text = await readFile(join(REPOSITORY, 'models/fixture-gru/corpus.txt'), 'utf8');
  for (const split of ['train', 'valid', 'test'])
    await writeFile(join(folder, `text/mine.${split}.txt`), text.repeat(3));
  await writeFile(join(folder, 'far.ts'), `export default ${JSON.stringify(RECIPE)};\n`);
});
afterAll(() => rm(folder, { recursive: true }));

async function model(...args: string[]) {
  const env = {
    ...process.env,
    CORPORA: join(folder, 'text'),
    RUNS: join(folder, 'runs'),
    MODELS: join(folder, 'models'),
  };
  const cli = join(REPOSITORY, 'model-build/cli.ts');
  const child = spawn(process.execPath, [cli, ...args], { env, cwd: REPOSITORY });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
    });
  return { code: await new Promise((done) => child.once('close', done)), said };
}

it.runIf(LINUX)('packs Node, programs, text and weights, in parts', { timeout: TIMEOUT_MS }, async () => {
  const options = ['--out', out, '--backend', 'wasm', '--part', String(PART)];
  const packed = await model('pack', join(folder, 'far.ts'), ...options);
  expect(packed.said).toMatch(/2 parts of 30\.0, \d+\.\d MB/);
  expect(packed.code).toBe(0);
  for (const name of await readdir(out))
    expect((await stat(join(out, name))).size).toBeLessThanOrEqual(PART * 1e6);
  const again = await model('pack', join(folder, 'far.ts'), ...options);
  expect(again).toMatchObject({
    code: 1,
    said: expect.stringContaining('is not empty, wanted a new folder'),
  });
});

it.runIf(LINUX)('leaves no folder behind when a text is missing', { timeout: TIMEOUT_MS }, async () => {
  const data = [{ ...RECIPE.data[0], corpus: 'lost' }];
  await writeFile(
    join(folder, 'lost.ts'),
    `export default ${JSON.stringify({ ...RECIPE, name: 'lost', data })};\n`,
  );
  const none = join(folder, 'none');
  expect(await model('pack', join(folder, 'lost.ts'), '--out', none, '--backend', 'wasm')).toMatchObject({
    code: 1,
    said: expect.stringContaining('lost.train.txt'),
  });
  expect(await readdir(folder)).not.toContain('none');
});

it.runIf(LINUX)('notices a part that was cut on its way', { timeout: TIMEOUT_MS }, async () => {
  const cut = join(folder, 'cut');
  await mkdir(cut);
  for (const name of await readdir(out)) await copyFile(join(out, name), join(cut, name));
  await truncate(join(cut, 'pack.tar.gz.001'), 1000);
  const ended = await train(cut, []);
  expect(ended).toEqual({ code: 1, said: expect.stringContaining('copy it again') });
});

it.runIf(LINUX)(
  'trains on a bare machine what it would have been at home, cut off or not, and is built from that',
  {
    timeout: TIMEOUT_MS,
  },
  async () => {
    const cut = await train(out, ['--threads', '2'], BLAS, (said, stop) => {
      if (said.includes('step 100')) stop();
    });
    expect(cut).toEqual({ code: 130, said: expect.stringMatching(/saved at step \d+ of 234/) });
    expect(await readdir(join(out, 'result'))).toContain('weights.fp16.safetensors');
    const ended = await train(out, [], BLAS);
    expect(ended.said).toMatch(/resumed at step \d+ of 234[\s\S]*trained 234 steps/);
    expect(ended.code).toBe(0);
    expect((await readdir(join(out, 'result'))).toSorted()).toEqual([
      'log.jsonl',
      'run.json',
      'weights.fp16.safetensors',
    ]);

    expect((await model('train', join(folder, 'far.ts'))).code).toBe(0);
    const [there, here] = [
      await readRunFile(join(out, 'result')),
      await readRunFile(join(folder, 'runs/far-1.0.0')),
    ];
    expect(there.trained!.weights).toBe(here.trained!.weights);
    expect(there).toEqual({ ...here, trained: { ...here.trained, seconds: there.trained!.seconds } });

    const files = [
      '--weights',
      join(out, 'result/weights.fp16.safetensors'),
      '--run',
      join(out, 'result/run.json'),
    ];
    const built = await model('build', join(folder, 'far.ts'), ...files);
    expect(built.said).toContain('wrote far 1.0.0');
    expect(built.code).toBe(0);
    const card = await readFile(join(folder, 'models/far/1.0.0/README.md'), 'utf8');
    expect(card).toContain('| trained on | 29,952 tokens, 234 steps, tfjs wasm');
  },
);
