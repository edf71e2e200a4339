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

describe('text that comes more than once', () => {
  const paragraphs = Array.from({ length: 60 }, (_, i) => `Paragraph number ${i}, of which there is one.`);

  it('is in one split, every time, and is counted', async () => {
    await writeFile(join(folder, 'a.txt'), paragraphs.join('\n'));
    const path = join(folder, 'a.txt');
    const { repeated } = await splitText([path, path, path], 'thrice', folder);
    expect(repeated).toBe(120);
    const parts = (await readSplits('thrice')).map((text) => text.split('\n').filter((line) => line !== ''));
    expect(parts.flat()).toHaveLength(180);
    for (const [i, part] of parts.entries()) {
      const others = new Set(parts.filter((_, k) => k !== i).flat());
      expect(part.filter((line) => others.has(line))).toEqual([]);
    }
  });

  it('is counted in whole documents too, and text without repetition counts none', async () => {
    await writeFile(join(folder, 'docs.txt'), paragraphs.join('\n\n'));
    const path = join(folder, 'docs.txt');
    expect((await splitText([path], 'once', folder)).repeated).toBe(0);
    expect((await splitText([path, path], 'twice', folder)).repeated).toBe(60);
  });
});

describe('text on one long line', () => {
  it('is cut after sentences, and nothing of it is lost', async () => {
    const sentences = Array.from({ length: 3000 }, (_, i) => `This is sentence number ${i}.`);
    await writeFile(join(folder, 'long.txt'), sentences.join(' '));
    const { bytes } = await splitText([join(folder, 'long.txt')], 'long', folder);
    expect(Math.min(bytes.train, bytes.valid, bytes.test)).toBeGreaterThan(0);
    const said = (await readSplits('long')).join(' ').match(/This is sentence number \d+\./g)!;
    expect(said.toSorted()).toEqual(sentences.toSorted());
  });

  it('of no sentences is cut after words, and a word of any length comes through', async () => {
    const words = Array.from({ length: 9000 }, (_, i) => `word${i}`);
    await writeFile(join(folder, 'words.txt'), `${words.join(' ')} ${'x'.repeat(5000)}`);
    await splitText([join(folder, 'words.txt')], 'words', folder);
    const text = (await readSplits('words')).join(' ');
    expect(text.match(/word\d+/g)!.toSorted()).toEqual(words.toSorted());
    expect(text.match(/x/g)).toHaveLength(5000);
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
