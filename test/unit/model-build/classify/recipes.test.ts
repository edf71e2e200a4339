/** The recipes of the repository, and the table that one of them makes. */
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readModel } from '../../../../model-build/artefact/read-model.ts';
import { kindsTable } from '../../../../model-build/classify/kinds.ts';
import { loadClassifierRecipe } from '../../../../model-build/classify/load.ts';
import { codeText } from '../../../../model-build/classify/made/code.ts';
import { dataText } from '../../../../model-build/classify/made/data.ts';
import { sourceTexts } from '../../../../model-build/classify/made/sources.ts';
import { Draws } from '../../../../model-build/classify/made/words.ts';
import { classifierHash, classifierRecipe } from '../../../../model-build/classify/recipe.ts';
import { classifierRecipeSource } from '../../../../model-build/classify/recipe-file.ts';
import { proveQuality } from '../../../../model-build/publish/quality-gate.ts';
import { Random } from '../../../../model-build/random/random.ts';
import { classifiersFolder } from '../../../../model-build/settings.ts';

it('each bears the name of its file, and a licence', async () => {
  const files = await readdir(classifiersFolder());
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const recipe = await loadClassifierRecipe(file.replace('.ts', ''));
    expect(recipe?.name).toBe(file.replace('.ts', ''));
    expect(recipe?.data.licence).not.toBe('');
  }
});

it('of another name there is none, and a wrong field is named', async () => {
  expect(await loadClassifierRecipe('nobody')).toBeUndefined();
  expect(() => classifierRecipe({ name: 'X' } as never)).toThrow('name');
});

it('written as a file, a recipe is the same recipe', async () => {
  const recipe = (await loadClassifierRecipe('spam'))!;
  const source = classifierRecipeSource(recipe, '../classify/recipe.ts');
  const json = source.slice(
    source.indexOf('classifierRecipe({') + 'classifierRecipe('.length,
    source.lastIndexOf(');'),
  );
  expect(classifierHash(classifierRecipe(JSON.parse(json)))).toBe(classifierHash(recipe));
});

it('code and data are made the same every time, and look like neither prose nor each other', () => {
  const make = (text: (d: Draws) => string) => {
    const draws = new Draws(new Random(4));
    return Array.from({ length: 300 }, () => text(draws));
  };
  expect(make(codeText)).toEqual(make(codeText));
  for (const texts of [make(codeText), make(dataText)]) {
    expect(new Set(texts).size).toBeGreaterThan(280);
    const signs = texts.join('').match(/[^\p{L}\s]/gu)!.length / texts.join('').length;
    expect(signs).toBeGreaterThan(0.12);
  }
});

it('the table of kinds holds all four, and no made text of one part in another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-kinds-'));
  const write = async (name: string, rows: string[]) =>
    writeFile(join(folder, name), `text,label\n${rows.join('\n')}\n`);
  await write('languages.csv', [
    'Hello there,en',
    ...Array.from({ length: 12 }, (_, i) => `Guten Tag ${i},de`),
  ]);
  await write('prose.csv', ['See you at noon,x']);
  const paragraphs = Array.from(
    { length: 3 },
    (_, i) => `The ferry left at ${i + 7}, and nobody was on the pier.`,
  );
  await writeFile(join(folder, 'letters.txt'), paragraphs.join('\n\n'));
  const find = {
    table: (name: string) => join(folder, `${name}.csv`),
    corpus: (name: string) => join(folder, `${name}.txt`),
  };
  const of = { languages: 'languages', prose: ['prose'], corpora: ['letters'] };
  const make = (part: 'train' | 'test') => kindsTable(part, find, of);
  const [train, test] = [await make('train'), await make('test')];
  const count = (kind: string) => train.rows.filter(({ cells }) => cells[0] === kind).length;
  expect(['prose', 'language', 'code', 'data'].map(count)).toEqual([5, 2, 7000, 7000]);
  const learned = new Set(train.rows.filter(({ cells }) => cells[0] === 'code').map(({ text }) => text));
  const again = test.rows.filter(({ cells, text }) => cells[0] === 'code' && learned.has(text)).length;
  expect(again).toBeLessThan(0.05 * test.rows.length);
  await rm(folder, { recursive: true });
});

it('takes two windows of each source file that is wanted, no longer than a gate reads, the same every time', () => {
  const asked: string[] = [];
  const take = (isWanted: (path: string) => boolean) =>
    sourceTexts(['model-build/classify', 'src/text'], isWanted, new Draws(new Random(2)));
  const texts = take((path) => asked.push(path) > 0);
  expect(texts).toEqual(take(() => true));
  expect(asked).toContain('model-build/classify/made/words.ts');
  expect(texts.length).toBe(2 * asked.length);
  for (const text of texts) expect(text.length).toBeLessThanOrEqual(600);
  const [one] = asked;
  const own = take((path) => path === one);
  expect(own).toHaveLength(2);
  for (const text of own) expect(readFileSync(one!, 'utf8')).toContain(text);
});

it.each(['languages', 'spam', 'kind'])(
  '%s, which is shipped, is of its recipe, small, and passes the gate',
  async (name) => {
    const { manifest, onnx, files } = await readModel(`models/${name}`);
    expect(manifest.recipe.sha256).toBe(classifierHash((await loadClassifierRecipe(name))!));
    expect(onnx.length + files.get('tokenizer.json')!.length).toBeLessThan(300_000);
    expect(() => proveQuality(manifest)).not.toThrow();
    expect(manifest.task!.calibratedOn).toBeGreaterThan(200);
    expect(manifest.task!.figures.calibration_error!.value).toBeLessThan(0.03);
  },
);
