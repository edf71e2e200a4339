import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recipeSource } from '../../../../model-build/new/recipe-file.ts';
import { planFor, tokensFor } from '../../../../model-build/new/size.ts';
import { SPLITS, splitText } from '../../../../model-build/new/split.ts';
import { loadRecipe } from '../../../../model-build/recipe/load.ts';
import { stepsOf } from '../../../../model-build/recipe/recipe.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'new-'));
});
afterAll(() => rm(folder, { recursive: true }));

const readSplits = (name: string) =>
  Promise.all(SPLITS.map((split) => readFile(join(folder, `${name}.${split}.txt`), 'utf8')));

describe('own text', () => {
  it('is divided by whole documents, none lost, none in two parts', async () => {
    const documents = Array.from({ length: 200 }, (_, i) => `Document ${i}.\nIts second line.\n`);
    await writeFile(join(folder, 'many.txt'), documents.join('\n'));
    await splitText([join(folder, 'many.txt')], 'many', folder);
    const parts = (await readSplits('many')).map((text) => text.split('\n\n').filter((d) => d !== ''));
    expect(parts.flat().toSorted()).toEqual(documents.map((d) => d.trimEnd()).toSorted());
    expect(parts[0].length).toBeGreaterThan(150);
    expect(parts[1].length).toBeGreaterThan(0);
    expect(parts[2].length).toBeGreaterThan(0);
  });

  it('of a single document is divided by paragraphs', async () => {
    const lines = Array.from({ length: 100 }, (_, i) => `Paragraph ${i}.`);
    await writeFile(join(folder, 'one.txt'), lines.join('\n'));
    await splitText([join(folder, 'one.txt')], 'one', folder);
    const parts = (await readSplits('one')).map((text) => text.split('\n').filter((line) => line !== ''));
    expect(parts.flat().toSorted()).toEqual(lines.toSorted());
    expect(parts.every((part) => part.length > 0)).toBe(true);
  });

  it('of one line cannot be divided, and that is said', async () => {
    await writeFile(join(folder, 'line.txt'), 'only this');
    await expect(splitText([join(folder, 'line.txt')], 'line', folder)).rejects.toThrow(
      'too little text to keep some of it back',
    );
  });
});

describe('own text that lies where the divided text goes', () => {
  it('is not overwritten', async () => {
    const path = join(folder, 'same.train.txt');
    await writeFile(path, 'one\n\ntwo\n');
    await expect(splitText([path], 'same', folder)).rejects.toThrow('the divided text would take its place');
    expect(await readFile(path, 'utf8')).toBe('one\n\ntwo\n');
  });
});

describe('a recipe for it', () => {
  it('is one that loads, and says the sizes that were planned', async () => {
    const plan = planFor(3_000_000);
    const path = join(folder, 'mine.ts');
    const module = join(import.meta.dirname, '../../../../model-build/recipe/recipe.ts');
    const text = { name: 'mine', plan, trainBytes: 3e6, tokensPerSecond: 2000, module };
    const source = recipeSource({ ...text, tokens: 1e6 });
    await writeFile(path, source);
    const recipe = await loadRecipe(path);
    expect(recipe.network).toMatchObject(plan.network);
    expect(recipe.training.tokens).toBe(1e6);
    expect(source).toContain('about 8 minutes of training');
    for (const field of ['embeddingScale', 'batch', 'window', 'learningRate', 'warmup', 'tokens'])
      expect(source, `${field} has a comment`).toMatch(new RegExp(`// .*\\n +${field}: `));
  });

  it('is one that loads when time allows a single step', async () => {
    const plan = planFor(30_000);
    const path = join(folder, 'short.ts');
    const module = join(import.meta.dirname, '../../../../model-build/recipe/recipe.ts');
    const tokens = tokensFor(30_000, 1000, 1e-6, plan);
    await writeFile(
      path,
      recipeSource({ name: 'short', plan, trainBytes: 30_000, tokensPerSecond: 1000, module, tokens }),
    );
    expect(stepsOf((await loadRecipe(path)).training)).toBe(1);
  });

  it('grows with the text, and never reads it too often', () => {
    const sizes = [1e4, 1e6, 1e7, 1e8].map((bytes) => planFor(bytes).network.hidden);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(tokensFor(1e6, 1e9, 60, planFor(1e6))).toBeLessThan(1e6 * 8);
    expect(tokensFor(1e9, 1000, 10, planFor(1e9))).toBe(600_000);
  });
});
