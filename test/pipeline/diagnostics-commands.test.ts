/** The commands that look into a run, on a network trained for seconds on a text of the repository. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { writeModel } from '../../model-build/artefact/write-model.ts';
import { loadRecipe } from '../../model-build/recipe/load.ts';
import { recipeHash } from '../../model-build/recipe/recipe.ts';
import { RANDOM_SPEC, randomModelFiles } from '../fixtures/random-model.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const RECIPE = {
  name: 'tiny',
  version: '1.0.0',
  description: 'for this test',
  seed: 3,
  tokenizer: { kind: 'bytes' },
  data: [
    { corpus: join(REPOSITORY, 'models/fixture-gru/corpus.txt'), share: 1, licence: 'MIT', origin: 'ours' },
  ],
  network: { embedding: 16, embeddingScale: 4, cells: ['gru', 'lstm'], hidden: 16 },
  training: { backend: 'wasm', tokens: 20_000, batch: 8, window: 16, learningRate: 0.01, warmup: 10 },
};
const STEPS = Math.floor(20_000 / (8 * 16));

let folder: string;
let recipe: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diagnostics-'));
  recipe = join(folder, 'tiny.ts');
  await writeFile(recipe, `export default ${JSON.stringify(RECIPE)};\n`);
  await model('train', recipe);
});
afterAll(() => rm(folder, { recursive: true }));

/** What `npm run model -- <args>` prints. Rejects with its complaint when it fails. */
function model(...args: string[]): Promise<string> {
  const env = { ...process.env, RUNS: folder, MODELS: join(folder, 'models') };
  const cli = join(REPOSITORY, 'model-build/cli.ts');
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [printed, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  return new Promise((done, fail) =>
    child.once('close', (code) => (code === 0 ? done(printed) : fail(new Error(said)))),
  );
}

const read = (...path: string[]) => readFile(join(folder, ...path), 'utf8');

describe('the commands that look into training', () => {
  it('report writes the curves of a run into one page', async () => {
    expect((await model('report', 'tiny-1.0.0')).trim()).toBe(join(folder, 'tiny-1.0.0/report.html'));
    const page = await read('tiny-1.0.0/report.html');
    expect(page).toContain(`${STEPS} of ${STEPS}`);
    expect(page).not.toContain('Gradient health');
  });

  it('report keeps the page with the version that was built from the run, once', async () => {
    const version = join(folder, 'models/tiny/1.0.0');
    const made = (sha256: string) =>
      writeModel(
        version,
        randomModelFiles(1, RANDOM_SPEC, { name: 'tiny', recipe: { name: 'tiny', sha256 } }),
      );
    await made('0'.repeat(64));
    await expect(model('report', 'tiny-1.0.0', '--record')).rejects.toThrow('built from another recipe');
    await rm(version, { recursive: true });
    await made(recipeHash(await loadRecipe(recipe)));
    await expect(model('report', 'tiny-1.0.0', '--record')).resolves.toContain('report.html');
    const { files, manifest } = await readModel(version);
    expect(new TextDecoder().decode(files.get('REPORT.html'))).toBe(await read('tiny-1.0.0/report.html'));
    expect(Object.keys(manifest.files)).toContain('README.md');
    await expect(model('report', 'tiny-1.0.0', '--record')).rejects.toThrow('has its REPORT.html already');
  });

  it('gradients measures the run, draws each figure as a file, and adds a chapter to its report', async () => {
    const printed = await model(
      'gradients',
      'tiny-1.0.0',
      '--distance',
      '12',
      '--positions',
      '8',
      '--depth',
      '2',
    );
    expect(printed).toMatch(/norm at 10 over norm at 1: \d/);
    const { distances, gates, spectra, stacks } = JSON.parse(await read('tiny-1.0.0/gradients.json'));
    expect(distances).toMatchObject({ positions: 8, all: expect.objectContaining({ length: 12 }) });
    expect(gates.map(({ layer, gate }: { layer: number; gate: string }) => `${layer} ${gate}`)).toEqual([
      '0 update',
      '0 reset',
      '1 input',
      '1 forget',
      '1 output',
    ]);
    expect([spectra.length, stacks.stacks.length]).toEqual([7, 2]);
    const figures = ['gradient-distance', 'gradient-depth', 'singular-values', 'gates', 'clip-rate'];
    for (const figure of figures) {
      const svg = await read(`tiny-1.0.0/${figure}.svg`);
      expect(svg, figure).toMatch(/^<svg /);
      expect(svg, figure).toContain('fill="currentColor"');
    }
    const page = await read('tiny-1.0.0/report.html');
    for (const part of [
      'Gradient health',
      'What gates do',
      'Share of steps that were clipped',
      'layer 1 forget',
    ])
      expect(page).toContain(part);
  });

  it('find-rate suggests a rate between the two it went through', async () => {
    const printed = await model('find-rate', recipe, '--low', '1e-4', '--high', '1', '--steps', '40');
    const rate = Number(/learningRate: (\S+)/.exec(printed)?.[1]);
    expect(rate).toBeGreaterThan(1e-5);
    expect(rate).toBeLessThan(1);
    expect(JSON.parse(await read('find-rate-tiny-1.0.0/rates.json'))[0].rate).toBeCloseTo(1e-4);
    expect(await read('find-rate-tiny-1.0.0/rates.svg')).toMatch(/^<svg /);
  });

  it('recall gives each stack a share at each distance', async () => {
    const printed = await model('recall', 'rnn', 'lstm+gru', '--hidden', '4', '--steps', '1');
    expect(printed).toMatch(/^rnn .*5: \d+ %.*200: \d+ %$/m);
    const { results } = JSON.parse(await read('recall/recall.json'));
    expect(results.map(({ name }: { name: string }) => name)).toEqual(['rnn', 'lstm+gru']);
    expect(await read('recall/recall.svg')).toMatch(/^<svg /);
  });

  it('clipping draws a deep network that explodes without it', async () => {
    const printed = await model('clipping', '--steps', '20');
    expect(printed).toMatch(/^clip 1 .* over the last 20 of 20 steps/m);
    expect(printed).toMatch(/^no clipping .*is not finite/m);
    for (const value of ['loss', 'norm'])
      expect(await read(`clipping/clipping-${value}.svg`)).toContain('no clipping');
  });

  it('name a run or a cell that is not there', async () => {
    await expect(model('gradients', 'absent')).rejects.toThrow('no run absent');
    await expect(model('recall', 'gnu')).rejects.toThrow('no cell gnu; there are: gru');
  });
});
