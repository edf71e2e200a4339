/** Reads a published version back and holds it to what the Worker wants of it, then runs it. */

import { withCache } from '../../src/cache-model/with-cache.ts';
import { type Artefact, readArtefact, readManifest } from '../../src/catalog/artefact.ts';
import { checkGraphMatches } from '../../src/catalog/graph-check.ts';
import type { Manifest } from '../../src/contract/manifest.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import { likeliest } from '../../src/generation/drawing/sampler.ts';
import { UnsupportedGraph } from '../../src/runtime/runtime.ts';
import { Ngrams } from '../../src/text/ngrams.ts';
import { objectsBucket } from '../artefact/objects-bucket.ts';
import { manifestKey, showReference, type VersionReference, versionPrefix } from '../artefact/reference.ts';
import { RUNTIMES } from '../runtimes/runtimes.ts';
import { sha256 } from '../sha256.ts';
import type { ModelStore } from './store.ts';

const PROMPT = 'The ';
const STEPS = 12;

/** The result of a check that a version loads and writes text. */
export interface Verified {
  manifest: Manifest;
  /** Of all files together. */
  bytes: number;
  /** What ran it. */
  runtime: string;
  prompt: string;
  /** What it wrote after the prompt, always the likeliest token; of a classifier, the name it finds likeliest. */
  text: string;
}

/** @throws Error that names the file, and what it has instead of what was wanted. */
export async function verifyVersion(store: ModelStore, reference: VersionReference): Promise<Verified> {
  const objects = await download(store, reference);
  const bucket = objectsBucket(objects);
  const manifest = await readManifest(bucket, reference.name, reference.version);
  const files = Object.entries(manifest.files);
  for (const [file, { sha256: wanted }] of files) {
    const key = versionPrefix(reference) + file;
    const bytes = objects.get(key);
    if (!bytes) throw new Error(`${key}, which the manifest lists, is not in ${store.place}`);
    if (sha256(bytes) !== wanted)
      throw new Error(`${key} has sha256 ${sha256(bytes)}, its manifest says ${wanted}`);
  }
  if (objects.size !== files.length + 1) {
    const known = new Set([
      manifestKey(reference),
      ...files.map(([file]) => versionPrefix(reference) + file),
    ]);
    const strangers = [...objects.keys()].filter((key) => !known.has(key));
    throw new Error(`${showReference(reference)} holds files that its manifest does not list: ${strangers}`);
  }
  const artefact = await readArtefact(bucket, manifest);
  checkGraphMatches(artefact.onnx, manifest);
  const network = await openServed(artefact.onnx, manifest);
  const model = manifest.cache ? withCache(network, manifest.cache) : network;
  try {
    return {
      manifest,
      bytes: [...objects.values()].reduce((sum, { length }) => sum + length, 0),
      runtime: model.runtime,
      prompt: PROMPT,
      text: await write(model, artefact),
    };
  } finally {
    model.dispose();
  }
}

async function download(store: ModelStore, reference: VersionReference): Promise<Map<string, Uint8Array>> {
  const objects = new Map<string, Uint8Array>();
  for (const { key } of await store.list(versionPrefix(reference))) {
    const stored = await store.get(key);
    if (stored) objects.set(key, stored.bytes);
  }
  if (objects.has(manifestKey(reference))) return objects;
  const found = objects.size === 0 ? 'is not' : 'has no manifest: it is only half published';
  throw new Error(
    `${showReference(reference)} ${found} in ${store.place}; see \`npm run model -- list\`, and publish it`,
  );
}

/** As the Worker chooses: our kernels, and onnxruntime for a graph that they do not know. */
async function openServed(onnx: Uint8Array, { quantization }: Manifest): Promise<StepModel> {
  try {
    return await RUNTIMES.kernels(onnx, quantization.activations);
  } catch (error) {
    if (!(error instanceof UnsupportedGraph)) throw error;
    return RUNTIMES.ort(onnx);
  }
}

/** What a model says after the prompt; one that completes no text, what it holds the prompt for. */
async function write(model: StepModel, { tokenizer, manifest: { task } }: Artefact): Promise<string> {
  const state = model.initialState();
  const tokens = [tokenizer.startToken, ...tokenizer.encode(PROMPT)];
  const spoken: Uint8Array[] = [];
  for (let i = 0; spoken.length < STEPS; i++) {
    const logits = await model.step(tokens[i], state);
    if (!logits.every(Number.isFinite))
      throw new Error(`step ${i} of ${model.runtime} gives logits that are no numbers`);
    if (i < tokens.length - 1) continue;
    if (task || tokenizer instanceof Ngrams) return task!.names[likeliest(logits)];
    tokens.push(likeliest(logits));
    spoken.push(tokenizer.bytesOf(tokens[i + 1]));
  }
  return Buffer.concat(spoken).toString();
}
