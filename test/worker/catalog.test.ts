import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { complete, failure, isolate, post, request } from './client.ts';
import {
  MODEL,
  putAlias,
  putModel,
  putVersion,
  RUNTIME,
  readVersion,
  store,
  type Version,
  withFile,
} from './store.ts';

const PROBE = { token_healing: false, prompt: 'The', max_tokens: 4, temperature: 0 };
let version: Version;
let answer: string;

const ask = (model: string) => complete({ ...PROBE, model });
const refusal = (model: string) => failure(post('/complete', { ...PROBE, model }));

beforeAll(async () => {
  version = await readVersion(MODEL);
  await putModel(version, MODEL);
});

it('loads nothing before the first request, and then what it asks for', async () => {
  expect(await isolate()).toEqual({
    models: [],
    steps: 0,
    leases: 0,
    prefixBytes: 0,
    wasmMemoryBytes: 0,
  });
  const first = await ask(MODEL);
  answer = first.choices[0].text;
  const { models, steps, wasmMemoryBytes } = await isolate();
  expect(models).toEqual([`${MODEL}/1.0.0`]);
  // The start token, the prompt, and every token that was said but the last.
  expect(steps).toBe(1 + first.usage!.prompt_tokens + first.usage!.completion_tokens - 1);
  expect(wasmMemoryBytes).toBeLessThan(100e6);
});

describe('a model that cannot be loaded', () => {
  // Another name each time, so that no test finds a sound version in memory.
  let name: string;
  let count = 0;
  beforeEach(() => {
    name = `broken-${++count}`;
  });

  // A failure leaves nothing behind: the model answers once it is repaired, and so do others.
  afterEach(async () => {
    await putModel(version, name);
    expect((await ask(name)).choices[0].text).toBe(answer);
    expect((await ask(MODEL)).choices[0].text).toBe(answer);
  });

  /** Stores version 2.0.0 as given, and asks for it twice: the same failure both times, and tried anew. */
  async function refusedTwice(broken: Version): Promise<unknown> {
    await putVersion(broken, name, '2.0.0');
    await putAlias(name, '2.0.0');
    const first = await refusal(name);
    const { request_id: _, ...second } = await refusal(name);
    expect(first).toMatchObject(second);
    expect((await isolate()).models).not.toContain(`${name}/2.0.0`);
    await store.MODELS.delete(
      ['manifest.json', ...version.files.keys()].map((file) => `${name}/2.0.0/${file}`),
    );
    return second;
  }

  it.each(['model.onnx', 'tokenizer.json'])('because %s is missing', async (file) => {
    const files = new Map(version.files);
    files.delete(file);
    expect(await refusedTwice({ ...version, files })).toMatchObject({ status: 503, code: 'model_missing' });
  });

  it('because its manifest is missing', async () => {
    await putAlias(name, '2.0.0');
    expect(await refusal(name)).toMatchObject({
      status: 503,
      code: 'model_missing',
      type: 'server_error',
    });
  });

  it.each(['model.onnx', 'tokenizer.json'])('because a byte of %s has changed', async (file) => {
    const bytes = version.files.get(file)!.slice();
    bytes[bytes.length >> 1] ^= 1;
    const broken = { ...version, files: new Map(version.files).set(file, bytes) };
    expect(await refusedTwice(broken)).toMatchObject({ status: 503, code: 'model_corrupt' });
  });

  it('because its ONNX is cut off, both where the manifest knows and where it does not', async () => {
    const cut = version.files.get('model.onnx')!.slice(0, -1000);
    const unknown = { ...version, files: new Map(version.files).set('model.onnx', cut) };
    expect(await refusedTwice(unknown)).toMatchObject({ status: 503, code: 'model_corrupt' });
    const known = await withFile(version, 'model.onnx', cut);
    expect(await refusedTwice(known)).toMatchObject({ status: 503, code: 'model_corrupt' });
  });

  it('because its manifest has a format of the future, or is none at all', async () => {
    const key = `${name}/2.0.0/manifest.json`;
    await putVersion(version, name, '2.0.0');
    await putAlias(name, '2.0.0');
    const manifests = [
      ['model_incompatible', { ...version.manifest, formatVersion: 2, name, version: '2.0.0' }],
      ['model_corrupt', { formatVersion: 1 }],
      ['model_corrupt', []],
      ['model_corrupt', { ...version.manifest, name: 'another' }],
    ] as const;
    for (const [code, manifest] of manifests) {
      await store.MODELS.put(key, JSON.stringify(manifest));
      expect(await refusal(name)).toMatchObject({ status: 503, code });
    }
    await store.MODELS.put(key, '{"formatVersion":');
    expect(await refusal(name)).toMatchObject({ status: 503, code: 'model_corrupt' });
  });

  it('because its graph is not the one of its manifest', async () => {
    const { graph } = version.manifest;
    const states = graph.states.map((state) => ({ ...state, shape: [1, state.shape[1] + 1] as [1, number] }));
    const manifest = { ...version.manifest, graph: { ...graph, states } };
    expect(await refusedTwice({ ...version, manifest })).toMatchObject({
      status: 503,
      code: 'model_incompatible',
    });
  });

  it('because its tokenizer is not the one of its manifest', async () => {
    const vocabulary = {
      ...version.manifest.vocabulary,
      startToken: version.manifest.vocabulary.startToken + 1,
    };
    const manifest = { ...version.manifest, vocabulary };
    expect(await refusedTwice({ ...version, manifest })).toMatchObject({
      status: 503,
      code: 'model_incompatible',
    });
  });

  it('because its alias is not one', async () => {
    await store.MODELS.put(`${name}/alias.json`, '{"current":"latest"}');
    expect(await refusal(name)).toMatchObject({ status: 503, code: 'model_corrupt' });
  });
});

describe('when a new version is broken', () => {
  async function listed(): Promise<unknown> {
    const { data } = (await (await request('/v1/models')).json()) as { data: { id: string }[] };
    return data.find(({ id }) => id === 'moved');
  }

  it('the one before it is served, the list says so, and the repaired one takes over', async () => {
    const name = 'moved';
    await putVersion(version, name, '1.0.0');
    const onnx = version.files.get('model.onnx')!;
    const broken = { ...version, files: new Map(version.files).set('model.onnx', onnx.slice(0, 100)) };
    await putVersion(broken, name, '1.1.0');
    await putAlias(name, '1.1.0', '1.0.0');
    expect((await ask(name)).choices[0].text).toBe(answer);
    expect((await isolate()).models).toContain(`${name}/1.0.0`);
    await putVersion(version, name, '1.1.0');
    expect((await ask(name)).choices[0].text).toBe(answer);
    expect((await isolate()).models).toContain(`${name}/1.1.0`);
    expect(await listed()).toMatchObject({ version: '1.1.0', fallback: null });
  });

  it('a manifest that is missing shows in the list', async () => {
    await putAlias('moved', '1.2.0', '1.1.0');
    const fallback = { broken: '1.2.0', reason: expect.stringContaining('moved/1.2.0/manifest.json') };
    expect(await listed()).toMatchObject({ version: '1.1.0', fallback });
  });
});

it('answers for two models that are asked for together, and keeps both where the runtime can', async () => {
  await putModel(version, 'second');
  const asked = [MODEL, 'second', MODEL, 'second', 'second', MODEL].map((model) => ask(model));
  for (const { choices } of await Promise.all(asked)) expect(choices[0].text).toBe(answer);
  const { models, wasmMemoryBytes } = await isolate();
  if (RUNTIME === 'ort') expect(models).toHaveLength(1);
  else expect(models).toEqual(expect.arrayContaining([`${MODEL}/1.0.0`, 'second/1.0.0']));
  expect(wasmMemoryBytes).toBeLessThan(100e6);
});
