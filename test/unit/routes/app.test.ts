import { beforeEach, expect, it } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { Catalog } from '../../../src/catalog/catalog.ts';
import { createMemoryBucket, type MemoryBucket } from '../../helpers/memory-bucket.ts';
import { randomModelFiles } from '../../helpers/random-model.ts';
import { createParrot, type ToyModel } from '../../helpers/toy-model.ts';

const SETTINGS = {
  defaultModel: 'random',
  runtime: 'auto' as const,
  allowedOrigins: ['*'],
  aliasTtlMs: 0,
  maxBodyBytes: 1000,
  maxPromptTokens: 100,
  maxCompletionTokens: 100,
};
const files = randomModelFiles();
let bucket: MemoryBucket;
let toy: ToyModel;
let logged: unknown[];

/** The application in plain Node, over a model that repeats itself. */
function ask(path: string, init?: RequestInit): Promise<Response> {
  const pause = () => new Promise<void>(setImmediate);
  const log = (event: string, fields: object) => void logged.push({ event, ...fields });
  const catalog = new Catalog({
    bucket,
    prepare: () => ({ bytes: 1, open: async () => toy }),
    limitBytes: () => 100e6,
    aliasTtlMs: 0,
    now: () => 0,
    wait: pause,
    log,
  });
  const app = createApp({
    settings: SETTINGS,
    catalog,
    meter: { steps: 0 },
    log,
    pause,
    now: () => 1_700_000_000_000,
    randomSeed: () => 1,
    wasmMemoryBytes: () => 0,
  });
  const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
  return Promise.resolve(app.request(path, init, {}, context));
}

const post = (body: object) => ask('/complete', { method: 'POST', body: JSON.stringify(body) });

beforeEach(() => {
  bucket = createMemoryBucket();
  for (const [file, bytes] of files) bucket.objects.set(`random/1.0.0/${file}`, bytes);
  bucket.putJson('random/alias.json', { current: '1.0.0', previous: null });
  toy = createParrot(' and so on', 2);
  logged = [];
});

it('runs outside workerd', async () => {
  const answer = await (await post({ prompt: 'Hi', max_tokens: 10, temperature: 0 })).json();
  expect(answer).toMatchObject({
    created: 1_700_000_000,
    choices: [{ text: ' and so on', finish_reason: 'length' }],
    usage: { prompt_tokens: 2, completion_tokens: 10, total_tokens: 12 },
  });
});

it('tells strangers nothing of a failure it did not foresee, and the log everything', async () => {
  toy.step = () => Promise.reject(new Error('secret path'));
  const response = await post({ prompt: 'Hi' });
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret');
  expect(JSON.stringify(logged)).toContain('secret path');
});

it('ends a stream with an error event when the model fails in the middle', async () => {
  const { step } = toy;
  toy.step = (token, state) =>
    toy.fed.length > 5 ? Promise.reject(new Error('secret')) : step.call(toy, token, state);
  const response = await post({ prompt: 'Hi', max_tokens: 10, temperature: 0, stream: true });
  const events = (await response.text()).split('\n\n');
  expect(response.status).toBe(200);
  expect(JSON.parse(events.at(-3)!.slice('data: '.length))).toMatchObject({
    error: { code: 'internal_error' },
  });
  expect(events.at(-2)).toBe('data: [DONE]');
});

it('keeps prompts and completions out of the log', async () => {
  await (await post({ prompt: 'Hi', temperature: 0 })).text();
  await (await post({ prompt: 'Hi', temperature: 0, stream: true })).text();
  expect(logged).not.toHaveLength(0);
  expect(JSON.stringify(logged)).not.toMatch(/Hi|and so/);
});

it('says that the store does not answer', async () => {
  bucket.down = true;
  const response = await post({ prompt: 'Hi' });
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    error: { code: 'storage_unavailable', type: 'server_error' },
  });
});

it('takes over a request id that is one, and makes its own otherwise', async () => {
  const idOf = async (id: string) =>
    (await ask('/health', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
  expect(await idOf('abc-123')).toBe('abc-123');
  expect(await idOf('a"b {forged}')).toMatch(/^[0-9a-f-]{36}$/);
});
