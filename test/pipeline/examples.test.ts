/** The examples, run as a person would run them. */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHarness } from 'wrangler';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { type Store, seedStore } from '../../model-build/publish/local-bucket.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const EXAMPLES = join(REPOSITORY, 'examples');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterword-examples-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(command: string, args: string[], environment: Record<string, string>) {
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [printed, complained] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complained += chunk;
  });
  const code = await new Promise((done) => child.once('close', done));
  return { code, printed, complained };
}

describe('against a server', () => {
  const server = createTestHarness({
    root: REPOSITORY,
    workers: [
      { configPath: './wrangler.toml', vars: { DEFAULT_MODEL: 'fixture-gru', ALIAS_TTL_SECONDS: '0' } },
    ],
  });
  let environment: Record<string, string>;
  beforeAll(async () => {
    const models = join(folder, 'served');
    await cp(join(REPOSITORY, 'models/fixture-gru'), join(models, 'fixture-gru'), { recursive: true });
    const { url } = await server.listen();
    environment = { AFTERWORD_URL: url.origin };
    const { MODELS } = await server.getWorker<{ MODELS: Store }>().getEnv();
    await seedStore(MODELS, models);
  });
  afterAll(() => server.close());

  it('curl.sh is answered five times', async () => {
    const { code, printed, complained } = await run('bash', [join(EXAMPLES, 'curl.sh')], environment);
    expect(complained).toBe('');
    expect(code).toBe(0);
    const lines = printed.split('\n').filter((line) => line !== '');
    const answers = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    expect(answers.map(({ object }) => object)).toEqual([
      'text_completion',
      'text_completion',
      'text_completion',
      'list',
    ]);
    expect(lines.filter((line) => line.startsWith('data: ')).at(-1)).toBe('data: [DONE]');
  });

  it('openai-node.mjs writes the same completion twice: whole, and piece by piece', async () => {
    const { code, printed, complained } = await run(
      process.execPath,
      [join(EXAMPLES, 'openai-node.mjs')],
      environment,
    );
    expect(complained).toBe('');
    expect(code).toBe(0);
    const [whole, streamed] = printed.split('\n');
    expect(whole!.length).toBeGreaterThan('The history of the city'.length);
    expect(streamed!.startsWith(whole!)).toBe(true);
  });
});

it('own-model.sh makes a model of a text', async () => {
  const corpus = await readFile(join(REPOSITORY, 'models/fixture-gru/corpus.txt'), 'utf8');
  const paragraphs = corpus.split('\n').filter((line) => line.trim() !== '');
  // Other numbers each time round: a text that only repeats itself has no pieces to learn.
  const lines = Array.from(
    { length: 400 },
    (_, i) => `${paragraphs[i % paragraphs.length]} (${i}, ${(i * 7919) % 1000})`,
  );
  const text = join(folder, 'notes.txt');
  await writeFile(text, `${lines.join('\n')}\n`);
  const at = (part: string) => join(folder, part);
  const folders = { RECIPES: at('recipes'), CORPORA: at('corpora'), RUNS: at('runs'), MODELS: at('models') };
  const args = [join(EXAMPLES, 'own-model.sh'), 'mine', text, '--minutes', '0.02', '--probe', '0.1'];
  const { code, complained } = await run('bash', args, folders);
  expect(complained).toContain('wrote mine 0.1.0');
  expect(code).toBe(0);
  const { manifest } = await readModel(join(folder, 'models/mine'));
  expect(manifest.name).toBe('mine');
});
