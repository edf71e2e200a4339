/** From a recipe's corpora to tokens: the tokenizer, the training text, the held-out text. Each is kept and reused. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SPLIT_PATTERN } from '../../src/text/words.ts';
import { type Corpus, corporaOf, corpusFile, isFile } from '../corpus/corpora.ts';
import {
  hashSources,
  prepareTokens,
  readTokens,
  readValidation,
  type Sources,
  type TokenFile,
} from '../corpus/token-file.ts';
import type { EncodingListener } from '../corpus/token-source.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { bytesTokenizerFile } from '../tokenizer/file.ts';
import { trainTokenizer } from '../tokenizer/train.ts';
import { writeWhole } from '../whole-file.ts';
import { startingTokenizer } from './start.ts';
import type { TrainingText } from './training-text.ts';

/** Held-out text that steers a run, a corpus. */
const VALIDATION_BYTES = 150_000;

/**
 * Most tokens of a text: a gigabyte in memory and on disk. A run of more reads the same again, in the same order, each
 * lane its own stretch.
 */
const MOST_TOKENS = 2 ** 29;

/** What is at hand already, where the recipe's paths and folders are not. */
export interface Supplies {
  tokenizerJson: unknown;
  /** Files of the corpora, by the names that the recipe gives them. */
  corpora: Corpus[];
}

/** Where and how text is prepared. */
export interface Preparing {
  supplies?: Supplies;
  /** Threads that encode; one if not said. */
  threads?: number;
}

/** All that a run reads. */
export interface Prepared {
  tokenizerJson: unknown;
  file: TokenFile;
  text: TrainingText;
  validation: Map<string, TrainingText>;
}

/**
 * Makes or reuses the tokenizer and the token file of a recipe, and reads the text that steers. Throws a
 * CorpusError for a corpus that is not there.
 */
export async function prepare(
  recipe: Recipe,
  cacheDir: string,
  say: (line: string) => void,
  { supplies, threads }: Preparing = {},
): Promise<Prepared> {
  const corpora = supplies?.corpora ?? corporaOf(recipe.data);
  const sources = await hashSources(corpora);
  const tokenizerJson =
    supplies?.tokenizerJson ?? (await tokenizerOf(recipe, corpora, sources, cacheDir, say));
  const file = await prepareTokens({
    tokenizerJson,
    corpora,
    sources,
    tokens: Math.min(recipe.training.tokens + recipe.training.batch, MOST_TOKENS),
    seed: recipe.seed,
    cacheDir,
    threads,
    onProgress: progressLines(say),
  });
  const text = { tokens: await readTokens(file), bytes: file.bytes };
  const validation = new Map<string, TrainingText>();
  for (const { corpus } of recipe.data) {
    if (isFile(corpus)) continue;
    const files = [corpusFile(corpus, 'valid')];
    const documents = await readValidation({ tokenizerJson, files, limitBytes: VALIDATION_BYTES });
    validation.set(
      corpus,
      join16(
        documents.map((document) => document.tokens),
        documents,
      ),
    );
  }
  return { tokenizerJson, file, text, validation };
}

function join16(parts: ArrayLike<number>[], documents: { bytes: number }[]): TrainingText {
  const tokens = new Uint16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    tokens.set(part, at);
    at += part.length;
  }
  return { tokens, bytes: documents.reduce((sum, document) => sum + document.bytes, 0) };
}

/** The tokenizer of a recipe, made or found as `prepare` does. */
export async function prepareTokenizer(recipe: Recipe, cacheDir: string, say: (line: string) => void) {
  const corpora = corporaOf(recipe.data);
  return tokenizerOf(recipe, corpora, await hashSources(corpora), cacheDir, say);
}

/**
 * Trains the tokenizer once for all that it follows from: the corpora's bytes, how text is cut, vocabulary and seed. A run
 * that begins from a model keeps its.
 */
async function tokenizerOf(
  recipe: Recipe,
  corpora: Corpus[],
  sources: Sources,
  cacheDir: string,
  say: (line: string) => void,
) {
  const kept = await startingTokenizer(recipe);
  if (kept) return kept;
  if (recipe.tokenizer.kind === 'bytes') return bytesTokenizerFile();
  const { vocabulary, sampleBytes } = recipe.tokenizer;
  const parts = corpora.map(({ name, share, without, withoutParagraphs }) => [
    name,
    share,
    without ?? [],
    sources[name],
    ...(withoutParagraphs ? [withoutParagraphs] : []),
  ]);
  const key = createHash('sha256')
    .update(JSON.stringify([SPLIT_PATTERN, parts, vocabulary, sampleBytes, recipe.seed]))
    .digest('hex');
  const path = join(cacheDir, `tokenizer-${key.slice(0, 16)}.json`);
  if (existsSync(path)) return JSON.parse(await readFile(path, 'utf8')) as unknown;
  say(`training a tokenizer of ${vocabulary} pieces on ${(sampleBytes / 1e6).toFixed(0)} MB`);
  const file = await trainTokenizer({ corpora, vocabulary, sampleBytes, seed: recipe.seed });
  await mkdir(cacheDir, { recursive: true });
  await writeWhole(path, (handle) => handle.writeFile(JSON.stringify(file)));
  return file as unknown;
}

/** A line for every tenth of a corpus. */
function progressLines(say: (line: string) => void): EncodingListener {
  let last = '';
  return ({ corpus, tokens, wanted }) => {
    const line = `encoding ${corpus}: ${10 * Math.floor((10 * tokens) / wanted)} %`;
    if (line !== last) say(line);
    last = line;
  };
}
