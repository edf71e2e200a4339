import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLanguageModel, readModel } from '../../../../model-build/artefact/read-model.ts';
import { writeRandomClassifier } from '../../../fixtures/random-classifier.ts';
import { writeRandomModel } from '../../../fixtures/random-model.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterword-read-'));
  await writeRandomModel(folder);
  await writeRandomClassifier(folder, 'mail');
});
afterAll(() => rm(folder, { recursive: true }));

it('a model that completes text is read, and a classifier is refused with its task and where its figures are', async () => {
  expect((await readLanguageModel(join(folder, 'random'))).manifest.name).toBe('random');
  expect((await readModel(join(folder, 'mail'))).manifest.task?.kind).toBe('classes');
  await expect(readLanguageModel(join(folder, 'mail'))).rejects.toThrow(
    /mail has the task classes, wanted a model that completes text; its figures are in .*README\.md/,
  );
});
