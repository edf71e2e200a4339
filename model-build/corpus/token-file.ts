/** Token files: a mixture of corpora, encoded once and kept on disk for training. */

import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { sha256 } from '../sha256.ts';
import { writeWhole } from '../whole-file.ts';
import type { Corpus } from './corpora.ts';
import { readDocuments } from './documents.ts';
import { encodeDocument, REMEMBERED_RUNS } from './encode.ts';
import { Encoders } from './encoders.ts';
import { CorpusError } from './errors.ts';
import { type MixturePart, mixDocuments } from './mixture.ts';
import { TokenBuffer } from './token-buffer.ts';
import { type EncodedDocument, type EncodingListener, encodeCorpus } from './token-source.ts';

/** Part of the key of every token file: a change of the order or the encoding of documents gets a new number. */
const LAYOUT = 2;

/** A token file that is wanted. */
export interface TokenRequest {
  /** Contents of a tokenizer.json. */
  tokenizerJson: unknown;
  corpora: readonly Corpus[];
  /** What `hashSources` says of the corpora, where it has been asked already. */
  sources?: Sources;
  /** Tokens wanted; the file holds at least so many, and ends with a whole document. */
  tokens: number;
  seed: number;
  /** Folder of the token files. */
  cacheDir: string;
  /** Threads that encode; one if not said. The tokens are the same. */
  threads?: number;
  onProgress?: EncodingListener;
}

const TokenFileSchema = z.object({
  tokens: z.number().int(),
  bytes: z.number().int(),
  documents: z.number().int(),
  /** Times each corpus was begun: above 1, a short corpus was repeated to keep its share. */
  epochs: z.record(z.string(), z.number().int()),
  /** sha256 of each file that was read, by its corpus: for the model's card. */
  sources: z.record(z.string(), z.array(z.object({ sha256: z.string(), bytes: z.number() }))),
});

/** A token file and what it holds. */
export type TokenFile = z.infer<typeof TokenFileSchema> & {
  /** Little-endian 16-bit tokens. Documents follow one another, each with its start token first. */
  path: string;
};

/**
 * Encodes a mixture for training, or finds it already encoded. Documents are shuffled with the seed and interleaved so
 * that each corpus has its share of the tokens throughout: lanes may be cut as contiguous stretches of the file.
 */
export async function prepareTokens(request: TokenRequest): Promise<TokenFile> {
  const { tokenizerJson, corpora, tokens, seed, cacheDir } = request;
  const sources = request.sources ?? (await hashSources(corpora));
  const mixture = corpora.map(({ name, share, without, withoutParagraphs }) => ({
    name,
    share,
    without,
    withoutParagraphs,
    sources: sources[name],
  }));
  const key = sha256(JSON.stringify([LAYOUT, tokenizerJson, mixture, tokens, seed]));
  const path = join(cacheDir, `${key.slice(0, 16)}.tokens`);
  const notes = `${path}.json`;
  // The notes are written last: where they are, the tokens are whole.
  if (existsSync(notes)) return { path, ...TokenFileSchema.parse(JSON.parse(await readFile(notes, 'utf8'))) };
  await mkdir(cacheDir, { recursive: true });
  const file = { ...(await writeTokens(path, request)), sources };
  await writeWhole(notes, (handle) => handle.writeFile(`${JSON.stringify(file, null, 1)}\n`));
  return { path, ...file };
}

/** Tokens of a file that `prepareTokens` wrote, `[tokens]`. */
export async function readTokens(file: Pick<TokenFile, 'path' | 'tokens'>): Promise<Uint16Array> {
  const bytes = await readFile(file.path);
  if (bytes.length !== 2 * file.tokens) {
    throw new CorpusError(
      `${file.path}: ${bytes.length} bytes; wanted ${2 * file.tokens}; delete it and run again`,
    );
  }
  if (endianness() === 'BE') bytes.swap16();
  return new Uint16Array(bytes.buffer, bytes.byteOffset, file.tokens);
}

/** Documents of held-out files, in order, for bits per byte: at most `limitBytes` of text, by whole documents. */
export async function readValidation({
  tokenizerJson,
  files,
  limitBytes = Number.POSITIVE_INFINITY,
}: {
  tokenizerJson: unknown;
  files: readonly string[];
  limitBytes?: number;
}): Promise<EncodedDocument[]> {
  const tokenizer = loadTokenizer(tokenizerJson, { remembered: REMEMBERED_RUNS });
  const documents: EncodedDocument[] = [];
  let total = 0;
  for (const file of files) {
    for await (const document of readDocuments(file)) {
      if (total > 0 && total + document.length > limitBytes) return documents;
      total += document.length;
      documents.push({ tokens: encodeDocument(document, tokenizer), bytes: document.length });
    }
  }
  return documents;
}

async function writeTokens(path: string, request: TokenRequest) {
  const { tokenizerJson, tokens, threads = 1 } = request;
  const encoders = threads > 1 ? new Encoders(tokenizerJson, threads) : undefined;
  const parts = await encodeAll(request, encoders).finally(() => encoders?.close());
  const totals = await writeMixture(path, parts, tokens);
  return { ...totals, epochs: Object.fromEntries(parts.map(({ name, source }) => [name, source.epochs])) };
}

async function encodeAll(
  { tokenizerJson, corpora, tokens, seed, onProgress }: TokenRequest,
  encoders?: Encoders,
) {
  const tokenizer = loadTokenizer(tokenizerJson, { remembered: REMEMBERED_RUNS });
  const shares = corpora.reduce((sum, corpus) => sum + corpus.share, 0);
  const encode = async (corpus: Corpus) => {
    const wanted = (tokens * corpus.share) / shares;
    const encoding = { tokenizer, wanted, seed, encoders, onProgress };
    return { ...corpus, source: await encodeCorpus(corpus, encoding) };
  };
  // One corpus is read while threads encode another. In one thread that would only take memory.
  if (encoders) return Promise.all(corpora.map(encode));
  const parts = [];
  for (const corpus of corpora) parts.push(await encode(corpus));
  return parts;
}

/** Tokens that are written at once: a write a document takes longer than the encoding of it. */
const WRITTEN_AT_ONCE = 1 << 20;

async function writeMixture(path: string, parts: readonly MixturePart[], wanted: number) {
  const totals = { tokens: 0, bytes: 0, documents: 0 };
  await writeWhole(path, async (file) => {
    let pending = new TokenBuffer(WRITTEN_AT_ONCE);
    const flush = async () => {
      const words = Buffer.from(pending.view().slice().buffer);
      await file.writeFile(endianness() === 'BE' ? words.swap16() : words);
      pending = new TokenBuffer(WRITTEN_AT_ONCE);
    };
    for (const { tokens, bytes } of mixDocuments(parts, wanted)) {
      pending.append(tokens);
      if (pending.length >= WRITTEN_AT_ONCE) await flush();
      totals.tokens += tokens.length;
      totals.bytes += bytes;
      totals.documents++;
    }
    await flush();
  });
  return totals;
}

/** Of each file of a corpus, by the corpus's name, what its bytes are. */
export type Sources = Record<string, { sha256: string; bytes: number }[]>;

/**
 * The size in bytes and the sha256 of every file of every corpus. Each file is read as a stream. Rejects with Node's
 * error when a file cannot be read.
 */
export async function hashSources(corpora: readonly Corpus[]): Promise<Sources> {
  const sources: Sources = {};
  for (const { name, files } of corpora) {
    sources[name] = [];
    for (const file of files) sources[name].push(await hashFile(file));
  }
  return sources;
}

async function hashFile(path: string) {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}
