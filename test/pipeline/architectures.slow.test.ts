/** Every architecture from recipe to served completion: it learns, and the Worker says what the reference says. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHarness } from 'wrangler';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { build } from '../../model-build/build/build.ts';
import { readValidation } from '../../model-build/corpus/token-file.ts';
import { score } from '../../model-build/evaluate/likelihood/score.ts';
import { type Store, seedStore } from '../../model-build/publish/local-bucket.ts';
import { Random } from '../../model-build/random/random.ts';
import { type RecipeInput, recipe } from '../../model-build/recipe/recipe.ts';
import { likeliest } from '../../src/generation/drawing/sampler.ts';
import { openReference } from '../../src/runtime/reference.ts';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';

const LEAST_GAIN = 0.5;
const GREEDY_TOKENS = 24;
const SUCCESSORS = 3;

type Network = RecipeInput['network'];
const plain = { embedding: 32, embeddingScale: 4, hidden: 48 } as const;
const residual = { ...plain, block: 'residual' } as const;
const NETWORKS: Record<string, Network> = {
  perceptron: { ...plain, cells: ['perceptron'], window: 8 },
  mlp: { ...plain, cells: ['mlp'], window: 6 },
  'residual-mlp': { ...residual, cells: ['mlp', 'mlp'], window: 6 },
  cnn: { ...plain, cells: ['cnn', 'cnn'], window: 3 },
  'residual-cnn': { ...residual, cells: ['cnn', 'cnn', 'cnn'], window: 2 },
  'rnn-tanh': { ...plain, cells: ['rnn'] },
  'rnn-relu': { ...plain, cells: ['rnn'], activation: 'relu', recurrentSize: 0.5 },
  'rnn-linear': { ...plain, cells: ['rnn'], activation: 'linear', recurrentSize: 0.5 },
  'rnn-binary': { ...plain, cells: ['rnn'], activation: 'binary' },
  lstm: { ...plain, cells: ['lstm'] },
  gru: { ...plain, cells: ['gru'] },
  'residual-gru': { ...residual, cells: ['gru', 'gru'] },
  'lstm-gru': { ...plain, cells: ['lstm', 'gru'] },
  'gated-linear': { ...residual, cells: ['gated-linear', 'gated-linear'] },
};
const TOKENIZERS = {
  bytes: { kind: 'bytes' },
  bpe: { kind: 'bpe', vocabulary: 320, sampleBytes: 100_000 },
} as const;
const CASES = Object.keys(NETWORKS).flatMap((network) =>
  (['bytes', 'bpe'] as const).map((tokenizer) => ({ network, tokenizer })),
);

/** Made-up words, each of which is followed by one of three others: order is worth knowing, and no text is copied. */
function text(documents: number, seed: number): string {
  const words = new Random(1);
  const part = (letters: string) => letters[words.next() % letters.length];
  const syllable = () => part('bdfgklmnprstv') + part('aeiou');
  const vocabulary = Array.from(
    { length: 60 },
    () => syllable() + syllable() + (words.uniform() < 0.5 ? syllable() : ''),
  );
  const next = vocabulary.map(() =>
    Array.from({ length: SUCCESSORS }, () => words.next() % vocabulary.length),
  );
  const random = new Random(seed);
  let word = 0;
  const sentence = () => {
    const said = Array.from({ length: 6 + (random.next() % 5) }, () => {
      word = next[word][random.next() % SUCCESSORS];
      return vocabulary[word];
    });
    return `${said.join(' ')}.\n`;
  };
  return Array.from({ length: documents }, () => Array.from({ length: 10 }, sentence).join('')).join('\n');
}

/** Bits per byte of held-out tokens by how often each was seen in training, one added to each count. */
function unigramBits(
  tokenizer: Tokenizer,
  training: ArrayLike<number>[],
  held: ArrayLike<number>[],
  bytes: number,
) {
  const counts = new Float64Array(tokenizer.size).fill(1);
  for (const document of training) for (const token of Array.from(document).slice(1)) counts[token]++;
  const total = counts.reduce((a, b) => a + b);
  let bits = 0;
  for (const document of held)
    for (const token of Array.from(document).slice(1)) bits -= Math.log2(counts[token] / total);
  return bits / bytes;
}

const server = createTestHarness({
  root: join(import.meta.dirname, '../..'),
  workers: [{ configPath: './wrangler.toml', vars: { DEFAULT_MODEL: 'gru-bytes', ALIAS_TTL_SECONDS: '0' } }],
});
let url: URL;
let folder: string;
const sample = text(3, 5);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'architectures-'));
  Object.assign(process.env, { RUNS: join(folder, 'runs'), MODELS: join(folder, 'models') });
  await writeFile(join(folder, 'train.txt'), text(300, 2));
  await writeFile(join(folder, 'held.txt'), text(10, 3));
  ({ url } = await server.listen());
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

it.each(CASES)('$network over $tokenizer learns, and is served as the reference runs it', async (c) => {
  const name = `${c.network}-${c.tokenizer}`;
  const train = join(folder, 'train.txt');
  const made = recipe({
    name,
    version: '1.0.0',
    description: 'for this test',
    seed: 3,
    tokenizer: TOKENIZERS[c.tokenizer],
    data: [{ corpus: train, share: 1, licence: 'MIT', origin: 'ours' }],
    network: NETWORKS[c.network],
    training: {
      backend: 'wasm',
      tokens: 160_000,
      batch: 16,
      window: 32,
      learningRate: 0.01,
      warmup: 20,
      averaging: 0.98,
    },
  });
  const { onnx, tokenizerJson } = await readModel(await build(made, () => {}));
  const tokenizer = loadTokenizer(tokenizerJson);
  const documents = await readValidation({ tokenizerJson, files: [join(folder, 'held.txt')] });
  const training = await readValidation({ tokenizerJson, files: [train] });
  const { bitsPerByte, bytes } = await score({ onnx, documents, runtime: 'kernels', threads: 1 });
  const tokensOf = (of: typeof documents) => of.map(({ tokens }) => tokens);
  const unigram = unigramBits(tokenizer, tokensOf(training), tokensOf(documents), bytes);
  process.stderr.write(`${name}: ${bitsPerByte.toFixed(3)}, unigram ${unigram.toFixed(3)} bits per byte\n`);
  expect(unigram - bitsPerByte).toBeGreaterThan(LEAST_GAIN);

  const { MODELS } = await server.getWorker<{ MODELS: Store }>().getEnv();
  await seedStore(MODELS, join(folder, 'models'));
  const prompt = sample.slice(0, sample.indexOf('\n') + 1);
  const response = await fetch(new URL('/v1/completions', url), {
    method: 'POST',
    body: JSON.stringify({ model: name, prompt, max_tokens: GREEDY_TOKENS, temperature: 0 }),
  });
  const answer = (await response.json()) as { choices: { text: string }[] };
  expect(answer.choices[0].text).toBe(await greedy(onnx, tokenizer, prompt));
});

/** What the reference writes after a prompt, up to a document's end. */
async function greedy(onnx: Uint8Array, tokenizer: Tokenizer, prompt: string): Promise<string> {
  const model = openReference(onnx);
  const state = model.initialState();
  let token = tokenizer.startToken;
  for (const next of tokenizer.encode(prompt)) {
    await model.step(token, state);
    token = next;
  }
  const written: number[] = [];
  while (written.length < GREEDY_TOKENS) {
    token = likeliest(await model.step(token, state));
    if (token === tokenizer.startToken) break;
    written.push(token);
  }
  model.dispose();
  return tokenizer.decode(written);
}
