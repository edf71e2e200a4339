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
  /** kernels.wasm, being compiled. Rejects where the page's policy forbids WebAssembly. */
  kernels: Promise<WebAssembly.Module>;
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
  const { store, kernels } = platform;
  const online = withKey(platform, apiKey);
  const key = `manifest/${root}`;
  const reading = store.get(key);
  // Both go on while what is kept is read.
  const asked = currentManifest(root, online);
  for (const each of [kernels, asked]) each.catch(() => {});
  const open = async (text: string, from: Platform, tell: OpenProgress) =>
    assemble(checkManifest(text, root, model), root, from, tell);
  const kept = await reading;
  const last = kept && new TextDecoder().decode(kept);
  // What was opened last is what the server will name, nearly always.
  let told: Parameters<OpenProgress>;
  const opening =
    last && open(last, { ...platform, fetch: noNetwork }, (...all) => (told = all)).catch(() => undefined);
  const current = await asked.catch((error) => {
    if (last === undefined || error.code !== 'unreachable') throw error;
    return last;
  });
  const early = current === last && (await opening);
  if (early) {
    progress(...told!);
    return early;
  }
  const opened = await open(current, online, progress);
  await store.put(key, new TextEncoder().encode(current));
  return opened;
}

/** For what is to be opened of what is kept alone. */
const noNetwork = (): Promise<never> => Promise.reject();

/** A model of this manifest; `root` is where its versions lie. */
async function assemble(
  manifest: Manifest,
  root: string,
  platform: Platform,
  progress: OpenProgress,
): Promise<LocalModel> {
  const promised = FILES.map((name) => promiseOf(manifest, name));
  const total = promised[0]!.bytes + promised[1]!.bytes;
  const loaded = [0, 0];
  let from: 'network' | 'cache' = 'cache';
  const read = <Made>(at: number, make: (file: Uint8Array) => Promise<Made>) =>
    readFile(
      `${root}/${manifest.version}/${FILES[at]}`,
      promised[at]!,
      platform,
      (bytes, source) => {
        loaded[at] = bytes;
        if (source === 'network') from = source;
        progress(loaded[0]! + loaded[1]!, total, from);
      },
      make,
    );
  const [network, tokenizer] = await Promise.all([
    read(0, async (onnx) => {
      const graph = readUnchecked(onnx);
      return prepareKernelModel(await platform.kernels, graph, manifest.quantization.activations).open();
    }),
    read(1, makeTokenizer),
  ]);
  return { manifest, tokenizer, model: remembering(network, manifest.cache) };
}

async function makeTokenizer(file: Uint8Array): Promise<Tokenizer> {
  const tokenizer = createTokenizer(JSON.parse(new TextDecoder().decode(file)));
  // What the first suggestion would have to find out: the graph is still being read.
  endingFinder(tokenizer, 'word').after('a');
  return tokenizer;
}

function withKey(platform: Platform, apiKey: string | undefined): Platform {
  if (apiKey === undefined) return platform;
  const headers = { authorization: `Bearer ${apiKey}` };
  // Not a method of anything: browsers refuse to call it as one.
  const { fetch } = platform;
  return { ...platform, fetch: (url, init) => fetch(url, { ...init, headers }) };
}

/** The text of the current version's manifest. */
async function currentManifest(root: string, { fetch, signal }: Platform): Promise<string> {
  const alias = (await (await request(`${root}/alias.json`, fetch, signal)).json()) as { current: string };
  return (await request(`${root}/${alias.current}/manifest.json`, fetch, signal)).text();
}

function checkManifest(text: string, root: string, name: string): Manifest {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text);
  } catch (cause) {
    throw new LocalError('corrupt', `the manifest of ${root} is not JSON`, { cause });
  }
  if (manifest?.formatVersion !== FORMAT_VERSION)
    throw new LocalError('incompatible', `the manifest of ${root} is not of format ${FORMAT_VERSION}`);
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
