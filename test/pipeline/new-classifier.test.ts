/** `npm run model -- new NAME --labels TABLE`: from a person's table to a model that the Worker's code serves. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readModel } from '../../model-build/artefact/read-model.ts';
import type { Classifications } from '../../src/contract/classification-answer.ts';
import { openKernelModel } from '../../src/runtime/kernels/model.ts';
import { KERNELS_MODULE } from '../fixtures/kernel-bench.ts';
import { toyCsv } from '../fixtures/toy-labels.ts';
import { createTestApp } from '../helpers/app.ts';

const CLI = resolve(import.meta.dirname, '../../model-build/cli.ts');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterword-classifier-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function make(name: string, csv: string, ...more: string[]) {
  const path = join(folder, `${name}.csv`);
  await writeFile(path, csv);
  const env = {
    ...process.env,
    CORPORA: join(folder, 'corpora'),
    MODELS: join(folder, 'models'),
    CLASSIFIERS: join(folder, 'classifiers'),
  };
  const args = [
    '--disable-warning=ExperimentalWarning',
    CLI,
    'new',
    name,
    '--labels',
    path,
    '--minutes',
    '0.001',
    ...more,
  ];
  return promisify(execFile)(process.execPath, args, { env });
}

it('reports what stands in the table, takes a network, and the Worker serves it', async () => {
  const { stderr } = await make(
    'queue',
    `${toyCsv(300)}\r\n"please send, again 7",order\r\nPlease SEND again 8!,complaint\r\n`,
  );
  expect(stderr).toContain('classes: 2 of them');
  expect(stderr).toMatch(/ {2}complaint +\d+ +\d+ +\d+/);
  expect(stderr).toContain('2 rows contradict another row of the same text, and were left out');
  expect(stderr).toContain('linear baseline');
  const { manifest, onnx, files } = await readModel(join(folder, 'models/queue'));
  expect(Object.keys(manifest.files).sort()).toEqual([
    'README.md',
    'confusion.svg',
    'model.onnx',
    'reliability.svg',
    'tokenizer.json',
  ]);
  const card = new TextDecoder().decode(files.get('README.md'));
  expect(card).toContain('int8 says what float32 says of');
  const model = openKernelModel(KERNELS_MODULE, onnx);
  const app = createTestApp(
    { defaultModel: 'queue' },
    { served: { name: 'queue', version: manifest.version, files, model } },
  );
  const body = JSON.stringify({ input: ['two boxes of paper please', 'my parcel never came, refund'] });
  const answer = (await (await app.ask('/v1/classify', { method: 'POST', body })).json()) as Classifications;
  expect(answer.data.map(({ label }) => label)).toEqual(['order', 'complaint']);
  const recipe = await readFile(join(folder, 'classifiers/queue.ts'), 'utf8');
  expect(recipe).toContain('"table": "queue"');
  await expect(make('queue', toyCsv(300))).rejects.toThrow('is there already');
});

it.each([
  ['ten rows', toyCsv(10), '10 different texts, too few'],
  ['no header', 'hello,spam\nbye,ham\n', 'wanted the names of the columns'],
  ['one class', toyCsv(200).replaceAll('complaint', 'order'), 'wanted two classes at least'],
])('refuses a table with %s in words, and leaves nothing behind', async (name, csv, words) => {
  const model = name.replace(' ', '-');
  await expect(make(model, csv)).rejects.toThrow(words);
  await expect(readModel(join(folder, 'models', model))).rejects.toThrow('cannot be read');
});
