/** From a server's address and a model's name to a model that runs in this page. */
import { remembering } from '../../src/cache-model/with-cache.ts';
import type { Manifest } from '../../src/contract/manifest.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import { endingFinder } from '../../src/generation/searching/endings.ts';
import { prepareKernelModel } from '../../src/runtime/kernels/model.ts';
import { readUnchecked } from '../../src/runtime/onnx/read.ts';
import { createTokenizer, type Tokenizer } from '../../src/text/tokenizer.ts';
import { type Promised, readFile, request, type Store } from './files.ts';
import { LocalError } from './local-error.ts';
import { turn } from './turn.ts';

/** The one manifest format that this program reads. */
const FORMAT_VERSION = 1;
const FILES = ['model.onnx', 'tokenizer.json'] as const;

/** A model that was loaded and can run, with its manifest and its tokenizer. */
export interface LocalModel {
  manifest: Manifest;
  tokenizer: Tokenizer;
  model: StepModel;
}

/** What the page lends. */
export interface Platform {
  fetch: typeof globalThis.fetch;
  store: Store;
  /** The compiled kernels.wasm. Rejects where the page's policy forbids WebAssembly. */
  kernels(): Promise<WebAssembly.Module>;
  signal?: AbortSignal;
}

/** Which model is opened, and from which server. */
export interface OpenOptions {
  /** Where the server is: `https://afterword.example`. */
  server: string;
  model: string;
  /** For a server that wants one for its models' files. */
  apiKey?: string;
}

/** Bytes of all files together; `from` is `network` once one of them comes from there. */
export type OpenProgress = (loaded: number, total: number, from: 'network' | 'cache') => void;

/**
 * Opens the version that the server's alias names; without a network, the version that was opened last. Every file is
 * checked against the manifest's hash on every load. Throws LocalError, or the signal's reason.
 */
export async function openModel(
  { server, model, apiKey }: OpenOptions,
  platform: Platform,
  progress: OpenProgress = () => {},
): Promise<LocalModel> {
  const root = `${server.replace(/\/+$/, '')}/models/${model}`;
  // Compiled while the server is asked; waited for once there is something to run on them.
  const kernels = platform.kernels();
  kernels.catch(() => {});
  const authorized = withKey(platform, apiKey);
  const manifest = await readManifest(root, model, authorized);
  const promised = FILES.map((name) => promiseOf(manifest, name));
  const total = promised.reduce((sum, { bytes }) => sum + bytes, 0);
  const loaded = promised.map(() => 0);
  let from: 'network' | 'cache' = 'cache';
  const read = <Made>(at: number, make: (bytes: Uint8Array) => Promise<Made>): Promise<Made> =>
    readFile(`${root}/${manifest.version}/${FILES[at]}`, promised[at]!, make, authorized, (bytes, source) => {
      loaded[at] = bytes;
      if (source === 'network') from = source;
      progress(
        loaded.reduce((sum, part) => sum + part, 0),
        total,
        from,
      );
    });
  const [planned, tokenizer] = await Promise.all([
    read(0, async (onnx) =>
      prepareKernelModel(await kernels, readUnchecked(onnx), manifest.quantization.activations),
    ),
    read(1, makeTokenizer),
    kernels,
  ]);
  return { manifest, tokenizer, model: remembering(planned.open(), manifest.cache) };
}

/** Its hash is the manifest's: it is the file that a publisher has checked. */
async function makeTokenizer(file: Uint8Array): Promise<Tokenizer> {
  const tokenizer = createTokenizer(JSON.parse(new TextDecoder().decode(file)));
  await turn();
  // What the first suggestion would wait for is found while the larger file is read.
  endingFinder(tokenizer, 'word').after('');
  return tokenizer;
}

function withKey(platform: Platform, apiKey: string | undefined): Platform {
  if (apiKey === undefined) return platform;
  const headers = { authorization: `Bearer ${apiKey}` };
  return { ...platform, fetch: (url, init) => platform.fetch(url, { ...init, headers }) };
}

/** The current version's manifest; the one of the last visit where the server cannot be reached. */
async function readManifest(root: string, name: string, platform: Platform): Promise<Manifest> {
  const { fetch, store, signal } = platform;
  const key = `manifest/${root}`;
  let text: string;
  try {
    const alias = (await (await request(`${root}/alias.json`, fetch, signal)).json()) as { current: string };
    text = await (await request(`${root}/${alias.current}/manifest.json`, fetch, signal)).text();
  } catch (error) {
    const last =
      error instanceof LocalError && error.code === 'unreachable' ? await store.get(key) : undefined;
    if (last === undefined) throw error;
    return checkManifest(new TextDecoder().decode(last), root, name);
  }
  const manifest = checkManifest(text, root, name);
  const last = await store.get(key);
  if (!last || new TextDecoder().decode(last) !== text) await store.put(key, new TextEncoder().encode(text));
  return manifest;
}

function checkManifest(text: string, root: string, name: string): Manifest {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text);
  } catch (cause) {
    throw new LocalError('corrupt', `the manifest of ${root} is not JSON`, { cause });
  }
  if (manifest?.formatVersion !== FORMAT_VERSION)
    throw new LocalError('incompatible', `the manifest of ${root} has another format than ${FORMAT_VERSION}`);
  if (manifest.name !== name)
    throw new LocalError('corrupt', `the manifest of ${root} is of ${manifest.name}`);
  if (manifest.task !== undefined)
    throw new LocalError('incompatible', `${name} has the task ${manifest.task.kind}, wanted completion`);
  return manifest;
}

function promiseOf(manifest: Manifest, name: string): Promised {
  const promised = manifest.files[name];
  if (promised === undefined)
    throw new LocalError('corrupt', `the manifest of ${manifest.name} lists no ${name}`);
  return promised;
}
