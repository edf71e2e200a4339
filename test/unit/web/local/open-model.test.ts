/** Which version of a model a page opens, from where, and what it asks of the server on the way. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { createEngine } from '../../../../web/local/engine.ts';
import type { Store } from '../../../../web/local/files.ts';
import { type OpenProgress, openModel } from '../../../../web/local/open-model.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const OPTIONS = { server: 'http://models.invalid', model: 'english-small' };
const { previous: OLDER, current: NEWER }: { previous: string; current: string } = JSON.parse(
  readFileSync(join(ROOT, 'models/english-small/alias.json'), 'utf8'),
);

const kernels = WebAssembly.compile(readFileSync(join(ROOT, 'src/runtime/kernels/kernels.wasm')));
let kept: Map<string, Uint8Array<ArrayBuffer>>;
let asked: string[];
let current: string;

const store: Store = {
  get: async (key) => kept.get(key)?.slice(),
  put: async (key, bytes) => void kept.set(key, bytes.slice()),
  delete: async (key) => void kept.delete(key),
};

async function fetchFile(url: RequestInfo | URL): Promise<Response> {
  const path = new URL(String(url)).pathname;
  asked.push(path.slice('/models/english-small/'.length));
  if (path.endsWith('alias.json')) return Response.json({ current });
  return new Response(readFileSync(join(ROOT, path)));
}
const offline = async (): Promise<Response> => {
  throw new TypeError('offline');
};

async function open(fetch = fetchFile) {
  asked = [];
  const told: Parameters<OpenProgress>[] = [];
  const local = await openModel(OPTIONS, { fetch, store, kernels }, (...all) => told.push(all));
  return { ...local, told };
}

beforeEach(() => {
  kept = new Map();
  current = NEWER;
});

it('opens what was opened last of what is kept, and says so once the server still names it', async () => {
  const first = await open();
  const [, total, from] = first.told.at(-1)!;
  expect(from).toBe('network');
  const { told, ...second } = await open();
  expect(told).toEqual([[total, total, 'cache']]);
  expect(asked).toEqual(['alias.json', `${NEWER}/manifest.json`]);
  const signal = new AbortController().signal;
  const request = { prompt: 'Thank you for your l', suggestions: 3 };
  const [one, other] = await Promise.all(
    [first, second].map((local) => createEngine(local, async () => {}).complete(request, signal)),
  );
  expect(other!.choices).toEqual(one!.choices);
});

it('opens another version when the server names one, and remembers that', async () => {
  current = OLDER;
  await open();
  current = NEWER;
  const { manifest, told } = await open();
  expect(manifest.version).toBe(NEWER);
  expect(told.every(([, , from]) => from === 'network')).toBe(true);
  expect((await open(offline)).manifest.version).toBe(NEWER);
});

it('loads a kept file once more that has changed by a bit, and never uses it', async () => {
  const { manifest } = await open();
  for (const name of ['model.onnx', 'tokenizer.json']) {
    const { sha256, bytes } = manifest.files[name]!;
    const file = kept.get(`sha256/${sha256}`)!;
    file[bytes >> 1]! ^= 1;
    const { told } = await open();
    expect(told.at(-1)![2]).toBe('network');
    expect(asked.filter((path) => path.endsWith(name))).toHaveLength(1);
    expect((await open()).told.at(-1)![2]).toBe('cache');
  }
  kept.get(`sha256/${manifest.files['model.onnx']!.sha256}`)![9]! ^= 1;
  await expect(open(offline)).rejects.toMatchObject({ name: 'LocalError', code: 'unreachable' });
});

it('loads what a store has lost', async () => {
  const { manifest } = await open();
  kept.delete(`sha256/${manifest.files['tokenizer.json']!.sha256}`);
  await open();
  expect(asked).toContain(`${NEWER}/tokenizer.json`);
  expect(asked).not.toContain(`${NEWER}/model.onnx`);
});

it('asks for the manifest again when what is kept of it is damaged', async () => {
  await open();
  const [key] = [...kept.keys()].filter((each) => each.startsWith('manifest/'));
  kept.set(key!, new TextEncoder().encode('{"formatVersion":'));
  expect((await open()).manifest.version).toBe(NEWER);
  expect(JSON.parse(new TextDecoder().decode(kept.get(key!)))).toMatchObject({ version: NEWER });
});
