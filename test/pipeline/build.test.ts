/** The whole chain on a small text: train, export, quantize, prove, write; then run what was written. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { type RecipeInput, recipe, recipeHash } from '../../model-build/recipe/recipe.ts';
import { RUNTIMES } from '../../model-build/runtimes/runtimes.ts';
import { likeliest } from '../../src/generation/drawing/sampler.ts';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
/** Loads tfjs and onnxruntime, trains, scores: seconds on a quiet machine. */
const TIMEOUT_MS = 600_000;
const GREEDY_TOKENS = 40;

const RECIPE: RecipeInput = {
  name: 'tiny',
  version: '1.0.0',
  description: 'for this test',
  seed: 3,
  tokenizer: { kind: 'bpe', vocabulary: 300, sampleBytes: 20_000 },
  data: [
    { corpus: join(REPOSITORY, 'models/fixture-gru/corpus.txt'), share: 1, licence: 'MIT', origin: 'ours' },
  ],
  network: { embedding: 16, embeddingScale: 4, cells: ['gru', 'lstm'], hidden: 24 },
  training: { backend: 'wasm', tokens: 40_000, batch: 8, window: 16, learningRate: 0.01, warmup: 10 },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function build(recipe: object, options: string[] = [], settings: NodeJS.ProcessEnv = {}) {
  const path = join(folder, 'tiny.ts');
  await writeFile(path, `export default ${JSON.stringify(recipe)};\n`);
  const env = { ...process.env, RUNS: join(folder, 'runs'), MODELS: join(folder, 'models'), ...settings };
  const cli = join(REPOSITORY, 'model-build/cli.ts');
  const child = spawn(process.execPath, [cli, 'build', path, ...options], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const code = await new Promise((done) => child.once('exit', done));
  return { code, said };
}

it('goes from a text to a model that runs, and leaves alone what is up to date', {
  timeout: TIMEOUT_MS,
}, async () => {
  const first = await build(RECIPE);
  expect(first.said).toContain('wrote tiny 1.0.0');
  expect(first.code).toBe(0);
  const dir = join(folder, 'models/tiny');
  expect(JSON.parse(await readFile(join(dir, 'alias.json'), 'utf8'))).toEqual({
    current: '1.0.0',
    previous: null,
  });
  expect((await readdir(join(dir, '1.0.0'))).toSorted()).toEqual([
    'README.md',
    'manifest.json',
    'model.onnx',
    'tokenizer.json',
  ]);

  const { manifest, onnx, tokenizerJson } = await readModel(dir);
  const [int8] = Object.values(manifest.quality.int8);
  const [fp32] = Object.values(manifest.quality.fp32);
  expect(int8).toBeLessThan(4);
  expect(Math.abs(int8 / fp32 - 1)).toBeLessThan(0.005);

  const card = await readFile(join(dir, '1.0.0/README.md'), 'utf8');
  expect(card).toMatch(/\| training took \| .+, on a machine of \d+ cores? \(.+\) \|/);
  const tensors = JSON.parse(await readFile(join(folder, 'runs/tiny-1.0.0/quantization.json'), 'utf8'));
  expect(tensors[0].name).toBe(manifest.quantization.worstTensor);
  for (const { name } of tensors.slice(0, 5)) expect(card).toContain(`| ${name} |`);

  // All three runtimes write the same words.
  const { startToken } = loadTokenizer(tokenizerJson);
  const written = await Promise.all(
    Object.values(RUNTIMES).map(async (open) => {
      const model = await open(onnx);
      const state = model.initialState();
      const tokens = [startToken];
      for (let i = 0; i < GREEDY_TOKENS; i++) tokens.push(likeliest(await model.step(tokens.at(-1)!, state)));
      model.dispose();
      return tokens;
    }),
  );
  expect(written[0]).toEqual(written[1]);
  expect(written[1]).toEqual(written[2]);

  // As if it had been cut off between its last two steps.
  await rm(join(dir, 'alias.json'));
  const again = await build(RECIPE);
  expect(again).toEqual({ code: 0, said: expect.stringContaining('tiny 1.0.0 is up to date') });
  expect(JSON.parse(await readFile(join(dir, 'alias.json'), 'utf8'))).toMatchObject({ current: '1.0.0' });
  const changed = await build({ ...RECIPE, description: 'something else' });
  expect(changed.code).toBe(1);
  expect(changed.said).toContain('was built from another recipe: versions are immutable');
});

it('builds from what another machine left as if it had trained here', { timeout: TIMEOUT_MS }, async () => {
  const run = join(folder, 'runs/tiny-1.0.0');
  const files = ['--weights', join(run, 'weights.fp16.safetensors'), '--run', join(run, 'run.json')];
  const env = { RUNS: join(folder, 'home-runs'), MODELS: join(folder, 'home-models') };
  // At home the recipe asks for less: the other machine had time for more.
  const home = { ...RECIPE, training: { ...RECIPE.training, backend: 'cpu', tokens: 4000, warmup: 2 } };
  const { code, said } = await build(home, files, env);
  expect(said).toContain('wrote tiny 1.0.0');
  expect(said).not.toContain('started of');
  expect(code).toBe(0);
  const [there, here] = await Promise.all(
    [join(folder, 'models'), env.MODELS].map(async (models) => ({
      manifest: JSON.parse(await readFile(join(models, 'tiny/1.0.0/manifest.json'), 'utf8')),
      card: await readFile(join(models, 'tiny/1.0.0/README.md'), 'utf8'),
    })),
  );
  for (const field of ['training', 'recipe', 'data', 'graph', 'vocabulary'])
    expect(here!.manifest[field], field).toEqual(there!.manifest[field]);
  const rows = (card: string) =>
    card.split('\n').filter((line) => /^\| (trained on|training took) /.test(line));
  expect(rows(here!.card)).toEqual(rows(there!.card));
  expect(rows(here!.card)).toHaveLength(2);
  // The weights travelled as halves.
  const bits = ({ manifest }: { manifest: { quality: { int8: object } } }): number =>
    Object.values(manifest.quality.int8)[0];
  expect(Math.abs(bits(here!) / bits(there!) - 1)).toBeLessThan(0.002);

  expect((await build(home, files, env)).said).toContain('tiny 1.0.0 is up to date');
  expect((await build(home, files.slice(0, 2), env)).said).toContain('got --weights alone');
});

it('takes the last number of the version from --patch', { timeout: TIMEOUT_MS }, async () => {
  const dir = join(folder, 'models/tiny/1.0.17');
  const manifest = JSON.parse(await readFile(join(folder, 'models/tiny/1.0.0/manifest.json'), 'utf8'));
  manifest.recipe.sha256 = recipeHash(recipe({ ...RECIPE, version: '1.0.17' }));
  await mkdir(dir);
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
  const { code, said } = await build(RECIPE, ['--patch', '17']);
  expect(said).toContain('tiny 1.0.17 is up to date');
  expect(code).toBe(0);
});

it.each([
  ['an empty text', '', 'no text in it'],
  ['a binary file', 'abc\0def\n', 'a binary file (zero byte at offset 3)'],
  ['too short a text', 'One line.\n', 'too little text for a vocabulary of 300'],
])('refuses %s and says what is wrong', { timeout: TIMEOUT_MS }, async (_, text, reason) => {
  const corpus = join(folder, 'bad.txt');
  await writeFile(corpus, text);
  const { code, said } = await build({ ...RECIPE, name: 'bad', data: [{ ...RECIPE.data[0], corpus }] });
  expect(said).toContain(reason);
  expect(code).toBe(1);
});

it('names the field of a recipe that is wrong', { timeout: TIMEOUT_MS }, async () => {
  const { code, said } = await build({ ...RECIPE, training: { ...RECIPE.training, batch: -1, warmpu: 3 } });
  expect(code).toBe(1);
  expect(said).toContain('training.batch');
  expect(said).toContain('warmpu');
});
