/** A training run survives being cut off at any moment, and goes on as if it had not been. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSafetensors } from '../../model-build/train/safetensors.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const STEPS = 300;

const RECIPE = {
  name: 'tiny',
  version: '1.0.0',
  description: 'for this test',
  seed: 3,
  tokenizer: { kind: 'bytes' },
  data: [
    { corpus: join(REPOSITORY, 'models/fixture-gru/corpus.txt'), share: 1, licence: 'MIT', origin: 'ours' },
  ],
  network: { embedding: 12, cells: ['gru', 'lstm'], hidden: 16 },
  training: {
    backend: 'wasm',
    tokens: STEPS * 4 * 8,
    batch: 4,
    window: 8,
    learningRate: 0.01,
    warmup: 10,
    dropout: 0.1,
    checkpointEvery: 20,
    validateEvery: 100,
  },
};

let folder: string;
let recipe: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resume-'));
  recipe = join(folder, 'tiny.ts');
  await writeFile(recipe, `export default ${JSON.stringify(RECIPE)};\n`);
});
afterAll(() => rm(folder, { recursive: true }));

function train(runs: string, wanted = recipe): ChildProcess {
  const cli = join(REPOSITORY, 'model-build/cli.ts');
  const env = { ...process.env, RUNS: join(folder, runs) };
  return spawn(process.execPath, [cli, 'train', wanted], { env, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Exit code of a process, or the signal that ended it. */
const ended = (child: ChildProcess) =>
  new Promise<number | NodeJS.Signals | null>((done) =>
    child.once('exit', (code, signal) => done(signal ?? code)),
  );

const file = (runs: string, name: string) => join(folder, runs, 'tiny-1.0.0', name);
const logLines = (runs: string) =>
  existsSync(file(runs, 'log.jsonl'))
    ? readFileSync(file(runs, 'log.jsonl'), 'utf8').split('\n').length - 1
    : 0;

async function interrupt(runs: string, afterLines: number, signal: NodeJS.Signals) {
  const child = train(runs);
  const exit = ended(child);
  while (logLines(runs) < afterLines && child.exitCode === null) await new Promise((r) => setTimeout(r, 5));
  child.kill(signal);
  return exit;
}

const stepOf = async (runs: string) => {
  const { metadata } = await readSafetensors(file(runs, 'checkpoint.safetensors'));
  return (JSON.parse(metadata.progress) as { step: number }).step;
};

// Four processes, each of which loads tfjs: seconds on a quiet machine, minutes on a busy one.
const TIMEOUT_MS = 600_000;

it('gives the same weights, moments and states, bit for bit, after kill -9 and after Ctrl-C', {
  timeout: TIMEOUT_MS,
}, async () => {
  expect(await ended(train('whole'))).toBe(0);
  expect(await interrupt('cut', 50, 'SIGKILL')).toBe('SIGKILL');
  const first = await stepOf('cut');
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(STEPS);
  expect(await interrupt('cut', 150, 'SIGINT')).toBe(130);
  expect(await stepOf('cut')).toBeGreaterThan(first);
  expect(await stepOf('cut')).toBeLessThan(STEPS);
  expect(await ended(train('cut'))).toBe(0);

  const [whole, cut] = await Promise.all(
    ['whole', 'cut'].map((runs) => readSafetensors(file(runs, 'checkpoint.safetensors'))),
  );
  expect(await stepOf('cut')).toBe(STEPS);
  expect([...cut.arrays.keys()]).toEqual([...whole.arrays.keys()]);
  for (const [name, { values }] of whole.arrays) expect(cut.arrays.get(name)!.values, name).toEqual(values);
  expect(readFileSync(file('cut', 'log.jsonl'), 'utf8')).toBe(
    readFileSync(file('whole', 'log.jsonl'), 'utf8'),
  );
});

it('refuses the checkpoint of another recipe', async () => {
  const changed = { ...RECIPE, seed: 4 };
  await writeFile(recipe, `export default ${JSON.stringify(changed)};\n`);
  const child = train('whole');
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  expect(await ended(child)).toBe(1);
  expect(said).toContain('belongs to another recipe');
});

it('goes back to the beginning three times at half the rate when it explodes, then says where and stops', {
  timeout: TIMEOUT_MS,
}, async () => {
  const wild = { ...RECIPE, training: { ...RECIPE.training, learningRate: 1e30 } };
  const path = join(folder, 'wild.ts');
  await writeFile(path, `export default ${JSON.stringify(wild)};\n`);
  const child = train('wild', path);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  expect(await ended(child)).toBe(1);
  for (const factor of [0.5, 0.25, 0.125])
    expect(said).toContain(
      `is not finite; lower training.learningRate or training.clip: back to step 0 at ${factor}`,
    );
  expect(said).toMatch(
    /error: step \d+: .* went back to a checkpoint 3 times and exploded at 0\.125 of the rate too/,
  );
});
