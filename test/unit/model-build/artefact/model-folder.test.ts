import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { modelFolder } from '../../../../model-build/artefact/model-folder.ts';
import { writeRandomModel } from '../../../fixtures/random-model.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'models-'));
  vi.stubEnv('MODELS', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

it('finds a model by its name, by name@version and by its directory', async () => {
  const version = await writeRandomModel(folder);
  expect(modelFolder('random')).toBe(join(folder, 'random'));
  expect(modelFolder('random@1.0.0')).toBe(version);
  expect(modelFolder(version)).toBe(version);
  expect(modelFolder('some/where')).toBe(resolve('some/where'));
});

it('says what is wanted of a name that cannot be one', () => {
  expect(() => modelFolder('No Such')).toThrow('got "No Such", wanted a model\'s name or name@version');
});
