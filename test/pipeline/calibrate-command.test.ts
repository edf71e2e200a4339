/** `npm run model -- calibrate` on a model that knows its text by heart, before it is published. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { ManifestSchema } from '../../src/contract/manifest.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const TIMEOUT_MS = 600_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calibrate-'));
  await cp(join(REPOSITORY, 'models/fixture-gru/1.0.0'), join(folder, 'model'), { recursive: true });
  const text = await readFile(join(REPOSITORY, 'models/fixture-gru/corpus.txt'), 'utf8');
  for (const split of ['valid', 'test']) await writeFile(join(folder, `prose.${split}.txt`), text);
});
afterAll(() => rm(folder, { recursive: true }));

function calibrate(...args: string[]) {
  const cli = join(REPOSITORY, 'model-build/cli.ts');
  const env = { ...process.env, CORPORA: folder, RUNS: join(folder, 'runs') };
  const all = ['--disable-warning=ExperimentalWarning', cli, 'calibrate', join(folder, 'model'), ...args];
  return promisify(execFile)(process.execPath, all, { env });
}

it('writes what suggestions are worth into the manifest, once, and checks it', {
  timeout: TIMEOUT_MS,
}, async () => {
  const before = (await readModel(join(folder, 'model'))).manifest;
  const { stdout } = await calibrate('--corpora', 'prose', '--carets', '150');
  expect(stdout).toContain('suggestions of prose');
  const { manifest } = await readModel(join(folder, 'model'));
  const { calibration, ...rest } = ManifestSchema.parse(manifest);
  expect(rest).toEqual(before);
  expect(calibration).toMatchObject({ corpora: ['prose'] });

  await expect(calibrate('--corpora', 'prose')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is calibrated already'),
  });

  // 150 carets are too few for any tenth to be held to its promise.
  const checked = await calibrate('--check', '--corpora', 'prose', '--carets', '150');
  expect(checked.stdout).toContain('calibrated; ');
  const curve = join(folder, 'runs/calibration-fixture-gru-1.0.0/reliability');
  expect(await readFile(`${curve}.svg`, 'utf8')).toContain('share that is right');
  expect(JSON.parse(await readFile(`${curve}.json`, 'utf8'))).toMatchObject({
    split: 'test',
    all: expect.any(Array),
  });
});
