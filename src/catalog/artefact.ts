/** A model's files out of the bucket, each proven to be the one its manifest names. */
import { type Manifest, ManifestSchema } from '../contract/manifest.ts';
import * as z from '../contract/zod.ts';
import { AppError } from '../errors.ts';
import { hex } from '../text/hex.ts';
import { loadTokenizer } from '../text/load-tokenizer.ts';
import { Ngrams, NgramsFileSchema } from '../text/ngrams.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { Bucket } from './bucket.ts';
import { parseJson } from './parse-json.ts';

/** The one manifest format that this server reads. */
const FORMAT_VERSION = 1;

/** The checked files of a version. */
export interface Artefact {
  manifest: Manifest;
  /** Bytes of model.onnx. */
  onnx: Uint8Array;
  tokenizer: Tokenizer | Ngrams;
}

/** Throws `model_missing`, `model_corrupt`, `model_incompatible`, `storage_unavailable`. */
export async function readManifest(bucket: Bucket, name: string, version: string): Promise<Manifest> {
  const key = `${name}/${version}/manifest.json`;
  const stored = await bucket.readText(key);
  if (stored === null || stored === 'unchanged') throw missing(key);
  const { formatVersion } = parseJson(z.looseObject({ formatVersion: z.unknown() }), stored.text, key);
  if (formatVersion !== FORMAT_VERSION) {
    const got = JSON.stringify(formatVersion);
    throw new AppError(
      'model_incompatible',
      `${key} has format ${got}, this server reads ${FORMAT_VERSION}.`,
    );
  }
  const manifest = parseJson(ManifestSchema, stored.text, key);
  if (manifest.name !== name || manifest.version !== version) {
    throw new AppError('model_corrupt', `${key} describes ${manifest.name} ${manifest.version}.`);
  }
  return manifest;
}

/** Throws as `readManifest` does. */
export async function readArtefact(bucket: Bucket, manifest: Manifest): Promise<Artefact> {
  const [onnx, tokenizerBytes] = await Promise.all([
    readVerified(bucket, manifest, 'model.onnx'),
    readVerified(bucket, manifest, 'tokenizer.json'),
  ]);
  return { manifest, onnx, tokenizer: openTokenizer(tokenizerBytes, manifest) };
}

async function readVerified(bucket: Bucket, manifest: Manifest, file: string): Promise<Uint8Array> {
  const key = `${manifest.name}/${manifest.version}/${file}`;
  const promised = manifest.files[file];
  if (promised === undefined) {
    throw new AppError('model_corrupt', `The manifest beside ${key} does not list it.`);
  }
  const stored = await bucket.read(key);
  if (stored === null) throw missing(key);
  const { bytes } = stored;
  if (bytes.byteLength !== promised.bytes) {
    throw new AppError('model_corrupt', `${key} has ${bytes.byteLength} bytes, not ${promised.bytes}.`);
  }
  // Hashing four megabytes takes longer than planning the model: not again where the store has done it.
  const found = stored.sha256 ?? (await sha256(bytes));
  if (found !== promised.sha256) {
    throw new AppError('model_corrupt', `${key} has sha256 ${found}, not ${promised.sha256}.`);
  }
  return bytes;
}

function openTokenizer(bytes: Uint8Array, manifest: Manifest): Tokenizer | Ngrams {
  const key = `${manifest.name}/${manifest.version}/tokenizer.json`;
  let tokenizer: Tokenizer | Ngrams;
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const hashes = manifest.vocabulary.tokenizer === 'ngrams';
    tokenizer = hashes ? new Ngrams(NgramsFileSchema.parse(json)) : loadTokenizer(json);
  } catch (cause) {
    throw new AppError('model_corrupt', `${key} is not a tokenizer that this server reads.`, { cause });
  }
  const { size, startToken } = manifest.vocabulary;
  if (tokenizer.size !== size || tokenizer.startToken !== startToken) {
    const got = `${tokenizer.size} pieces and start token ${tokenizer.startToken}`;
    throw new AppError('model_incompatible', `${key} has ${got}, its manifest ${size} and ${startToken}.`);
  }
  return tokenizer;
}

function missing(key: string): AppError {
  return new AppError('model_missing', `${key} is not in the model store.`);
}

async function sha256(bytes: Uint8Array): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource)));
}
