import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { recipe } from '../../../../model-build/recipe/recipe.ts';
import { prepare } from '../../../../model-build/train/prepare.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepare-'));
  vi.stubEnv('CORPORA', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const mine = recipe({
  name: 'mine',
  version: '0.1.0',
  description: '',
  prompts: ['a'],
  seed: 1,
  tokenizer: { kind: 'bpe', vocabulary: 280, sampleBytes: 10_000 },
  data: [{ corpus: 'mine', share: 1, licence: 'MIT', origin: 'ours' }],
  network: { embedding: 8, embeddingScale: 4, cells: ['rnn'], hidden: 8 },
  training: { backend: 'cpu', tokens: 64, batch: 4, window: 8, learningRate: 0.01, warmup: 1 },
});

async function tokenizerOf(text: string): Promise<{ tokenizer: string; said: string[] }> {
  for (const split of ['train', 'valid']) await writeFile(join(folder, `mine.${split}.txt`), text.repeat(40));
  const said: string[] = [];
  const { tokenizerJson } = await prepare(mine, join(folder, 'cache'), (line) => said.push(line));
  return { tokenizer: JSON.stringify(tokenizerJson), said };
}

it('a changed text of the same name gets a tokenizer of its own, the same text the one that is there', async () => {
  const sea = 'The sea was calm and the ships were slow.\n\n';
  const land = 'Der Wald stand schwarz und schwieg sich aus.\n\n';
  const first = await tokenizerOf(sea);
  const second = await tokenizerOf(land);
  expect(second.tokenizer).not.toBe(first.tokenizer);
  const again = await tokenizerOf(sea);
  expect(again.tokenizer).toBe(first.tokenizer);
  expect(again.said.filter((line) => line.includes('training a tokenizer'))).toEqual([]);
});
