/** `new`, as a person calls it: what it writes for a text, and what it says of one that will not do. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { loadRecipe } from '../../model-build/recipe/load.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
/** Processes that load tfjs, one of which trains and proves a model: seconds on a quiet machine. */
const TIMEOUT_MS = 600_000;
const cli = join(REPOSITORY, 'model-build/cli.ts');

let folder: string;
/** Paragraphs of our own text, about 12 kB of them. */
let paragraphs: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'new-command-'));
  const text = await readFile(join(REPOSITORY, 'models/fixture-gru/corpus.txt'), 'utf8');
  paragraphs = text.split('\n').filter((line) => line.trim() !== '');
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command in folders of its own, below `name`. */
async function model(name: string, ...args: string[]) {
  const at = (part: string) => join(folder, name, part);
  await mkdir(at('recipes'), { recursive: true });
  const folders = { RECIPES: at('recipes'), CORPORA: at('corpora'), RUNS: at('runs'), MODELS: at('models') };
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, ...folders },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
    });
  const code = await new Promise((done) => child.once('exit', done));
  return { code, said };
}

async function newModel(name: string, text: string | Uint8Array) {
  const path = join(folder, `${name}.txt`);
  await writeFile(path, text);
  return model(name, 'new', 'mine', '--text', path, '--minutes', '0.02', '--probe', '0.1');
}

const bytesOf = (kilobytes: number) => {
  const lines: string[] = [];
  let size = 0;
  // Other words each time round: a text that only repeats itself has no pieces to learn.
  for (let i = 0; size < 1000 * kilobytes; i++) {
    const line = `${paragraphs[i % paragraphs.length]} (${i}, ${(i * 7919) % 1000})`;
    lines.push(line);
    size += line.length + 1;
  }
  return `${lines.join('\n')}\n`;
};

it('writes a recipe that loads, and says what its forecast is of', async () => {
  const { code, said } = await newModel('good', bytesOf(40));
  expect(said).toMatch(/text: \d+ bytes to learn, \d+ to steer by, \d+ to report/);
  expect(said).toMatch(
    /tokens\/s here: training will take about \d+ seconds; tokenizer, export, proof and calibration come on top/,
  );
  expect(code).toBe(0);
  const recipe = await loadRecipe(join(folder, 'good/recipes/mine.ts'));
  expect(recipe.name).toBe('mine');
  expect(recipe.data[0].corpus).toBe('mine');
  expect((await readdir(join(folder, 'good/corpora'))).toSorted()).toEqual([
    'mine.test.txt',
    'mine.train.txt',
    'mine.valid.txt',
  ]);

  const again = await newModel('good', bytesOf(40));
  expect(again.code).toBe(1);
  expect(again.said).toContain('is there already: choose another name, or remove it');
});

it('takes as much text as a build can work with: the recipe of 20 kB builds, with the steps that were done', {
  timeout: TIMEOUT_MS,
}, async () => {
  const made = await newModel('least', bytesOf(20));
  expect(made.said).toContain('confidences of suggestions will not be calibrated');
  expect(made.code).toBe(0);
  const path = join(folder, 'least/recipes/mine.ts');
  // Validated at each step, at a high rate and without averaging: one step or another makes it worse, and it stops.
  const impatient = (await readFile(path, 'utf8'))
    .replace(/tokens: \d+/, `tokens: ${512 * 40}`)
    .replace(/learningRate: .*,/, 'learningRate: 0.03, averaging: 0,')
    .replace(/warmup: \d+,/, 'warmup: 1, patience: 1, validateEvery: 1,');
  await writeFile(path, impatient);
  const { code, said } = await model('least', 'build', 'mine');
  expect(said).toContain('suggestions will not be calibrated');
  expect(said).toContain('wrote mine 0.1.0');
  expect(code).toBe(0);
  const best = Number(/the best weights are those of step (\d+)/.exec(said)?.[1]);
  const { manifest } = await readModel(join(folder, 'least/models/mine'));
  expect(best).toBeLessThan(40);
  expect(manifest.training.steps).toBe(best);
  expect(manifest.training.tokens).toBe(512 * best);
  const card = await readFile(join(folder, 'least/models/mine/0.1.0/README.md'), 'utf8');
  expect(card).toContain(`, ${best} steps,`);
});

describe('a text that will not do is refused before anything is measured or trained:', () => {
  const BINARY = Uint8Array.of(0x61, 0x62, 0x00, 0x63, 0x0a);
  const LATIN1 = Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x20, 0x6e, 0x6f, 0x0a);

  it.each([
    ['an empty one', '', 'no text in it; wanted paragraphs, one a line, as UTF-8'],
    ['a binary one', BINARY, 'a binary file (zero byte at offset 2); wanted text as UTF-8'],
    [
      'one in another encoding',
      LATIN1,
      'not UTF-8 at byte offset 3; convert it first, for example with iconv',
    ],
    ['one of a single line', 'only this line', 'too little text to keep some of it back for valid'],
    [
      'one too short to prove a model by',
      () => bytesOf(4),
      /the text is too short for a model, \d+ bytes: the held-out text has \d+ tokens; the proof of an export takes 200\. About 20 kB are enough/,
    ],
    [
      'one without enough different words',
      // Paragraphs that differ: equal ones are kept together and count once.
      Array.from({ length: 120 }, (_, i) => `${'the same '.repeat(i + 1)}.\n`).join(''),
      /too short for a model, \d+ bytes: too little text for a vocabulary of 384: it gives only 2\d\d pieces/,
    ],
  ])('%s', async (name, text, reason) => {
    const { code, said } = await newModel(
      name.replaceAll(' ', '-'),
      typeof text === 'function' ? text() : text,
    );
    expect(said).toMatch(reason);
    expect(said).not.toContain('measuring');
    expect(code).toBe(1);
    const at = join(folder, name.replaceAll(' ', '-'));
    expect(await readdir(join(at, 'recipes'))).toEqual([]);
    if (existsSync(join(at, 'corpora'))) expect(await readdir(join(at, 'corpora'))).toEqual([]);
  });
});
