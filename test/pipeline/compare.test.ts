/** A comparison of tiny networks on two tiny corpora: what it measures, and that it does nothing twice. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { compare, comparisonName, type Outcome, type Row } from '../../model-build/diagnostics/comparison.ts';
import { ngramBaselines } from '../../model-build/diagnostics/ngram-baselines.ts';
import { type Recipe, recipe } from '../../model-build/recipe/recipe.ts';
import { comparisonTable } from '../../model-build/report/comparison-table.ts';
import { PROSE } from '../fixtures/count-model.ts';

const TOKENS = 2048;
/** Short, so that a fast machine has little more to do than a slow one. */
const SECONDS = 0.2;

const tiny = (cell: 'gru' | 'mlp', more: Partial<Recipe['network']> = {}): Recipe =>
  recipe({
    name: `tiny-${cell}`,
    version: '1.0.0',
    description: 'for this test',
    seed: 3,
    tokenizer: { kind: 'bytes' },
    data: ['odd', 'even'].map((corpus) => ({ corpus, share: 1, licence: 'MIT', origin: 'ours' })),
    network: { embedding: 8, embeddingScale: 4, cells: [cell], hidden: 8, ...more },
    training: { backend: 'wasm', tokens: TOKENS, batch: 8, window: 16, learningRate: 0.01, warmup: 2 },
  });

/** Opening a finished run again adds microseconds to its time. */
const anySeconds = (outcome: Outcome) => ({ ...outcome, seconds: expect.any(Number) });
const withoutSeconds = (row: Row) => ({
  ...row,
  equalTokens: anySeconds(row.equalTokens),
  equalSeconds: anySeconds(row.equalSeconds),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compare-'));
  vi.stubEnv('RUNS', join(folder, 'runs'));
  vi.stubEnv('CORPORA', folder);
  const documents = PROSE.split(/\n\n+/);
  for (const [parity, name] of ['even', 'odd'].entries()) {
    const half = documents.filter((_, i) => i % 2 === parity);
    await writeFile(join(folder, `${name}.train.txt`), half.slice(2).join('\n\n'));
    await writeFile(join(folder, `${name}.valid.txt`), half[0]);
    await writeFile(join(folder, `${name}.test.txt`), half[1]);
  }
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

it('trains each recipe within both budgets, measures each corpus, and does nothing twice', async () => {
  const recipes = [tiny('gru'), tiny('mlp')];
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const budget = { tokens: TOKENS, seconds: SECONDS };
  const comparison = await compare(recipes, budget, say);

  expect(comparison).toMatchObject({ ...budget, heldOut: 'test, first 60 kB', runtime: 'kernels' });
  expect(comparison.rows.map(({ name }) => name)).toEqual(['tiny-gru', 'tiny-mlp']);
  for (const { equalTokens, equalSeconds, bytes } of comparison.rows) {
    expect(bytes).toBeGreaterThan(1000);
    expect(equalTokens.tokens).toBe(TOKENS);
    expect(equalTokens.seconds).toBeGreaterThan(0);
    for (const { bitsPerByte, corpora } of [equalTokens, equalSeconds]) {
      expect(Object.keys(corpora)).toEqual(['odd', 'even']);
      const values = Object.values(corpora).map(({ value, documents }) => {
        expect(documents).toBe(1);
        return value;
      });
      // Better than 256 equal bytes; both corpora together lie between the two.
      expect(Math.max(...values)).toBeLessThan(8);
      expect(bitsPerByte.value).toBeGreaterThanOrEqual(Math.min(...values));
      expect(bitsPerByte.value).toBeLessThanOrEqual(Math.max(...values));
    }
  }

  const runs = await readdir(join(folder, 'runs/compare'));
  // What a recipe goes on from is no part of the budget: here too it begins from nothing.
  const { training, ...rest } = recipes[1];
  const goesOn = recipe({ ...rest, training: { ...training, startFrom: 'models/none' } });
  const again = await compare([goesOn], budget, say);
  expect(again.rows).toEqual(comparison.rows.slice(1).map(withoutSeconds));
  expect(await readdir(join(folder, 'runs/compare'))).toEqual(runs);
});

it('has a name for each set of recipes and budget, whatever a recipe says of itself', () => {
  const name = comparisonName([tiny('gru')], { tokens: 1 });
  expect(comparisonName([{ ...tiny('gru'), description: 'another' }], { tokens: 1 })).toBe(name);
  expect(comparisonName([tiny('gru', { hidden: 12 })], { tokens: 1 })).not.toBe(name);
  expect(comparisonName([tiny('gru')], { tokens: 2 })).not.toBe(name);
});

it('counts n-grams of the same tokens, whole and cut to a size, for every corpus of the table', async () => {
  const bytes = 3000;
  const baselines = await ngramBaselines(tiny('gru'), TOKENS, bytes);
  const [whole, pruned] = baselines;
  expect(whole.name).toMatch(/whole$/);
  expect(pruned.name).toMatch(/pruned$/);
  expect(pruned.bytes).toBeLessThanOrEqual(bytes);
  expect(pruned.bytes).toBeLessThan(whole.bytes);
  for (const { corpora, bitsPerByte } of baselines) {
    expect(Object.keys(corpora)).toEqual(['odd', 'even']);
    expect(bitsPerByte.value).toBeLessThan(6);
  }
  const comparison = { tokens: TOKENS, seconds: 1, heldOut: 'test', runtime: 'kernels', rows: [] };
  const table = comparisonTable(comparison, baselines);
  expect(table).toContain(`${whole.corpora.odd.value.toFixed(3)} | ${whole.corpora.even.value.toFixed(3)} |`);
});
