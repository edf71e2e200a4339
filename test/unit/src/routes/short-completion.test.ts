import { beforeEach, describe, expect, it } from 'vitest';
import { keysOf } from '../../../fixtures/api-keys.ts';
import { createTestApp, failure, type TestApp } from '../../../helpers/app.ts';

let app: TestApp;
type Query = Record<string, string>;
const get = (query: Query, init?: RequestInit) => app.ask(`/complete?${new URLSearchParams(query)}`, init);
const tagOf = async (query: Query) => (await get(query)).headers.get('etag');

beforeEach(() => {
  app = createTestApp();
});

it('answers the likeliest completion, and the same bytes each time', async () => {
  const first = await get({ prompt: 'Hi', max_tokens: '10' });
  expect(first.status).toBe(200);
  expect(first.headers.get('content-type')).toContain('application/json');
  const text = await first.text();
  expect(JSON.parse(text)).toMatchObject({ created: 0, choices: [{ text: ' and so on' }] });
  expect(await (await get({ prompt: 'Hi', max_tokens: '10' })).text()).toBe(text);
});

it('says what a POST says that asks the same', async () => {
  const query = {
    prompt: 'Hi',
    max_tokens: '8',
    temperature: '1',
    seed: '5',
    top_k: '3',
    stop: 'q',
    echo: 'true',
  };
  const body = { prompt: 'Hi', max_tokens: 8, temperature: 1, seed: 5, top_k: 3, stop: ['q'], echo: true };
  const choices = async (answer: Response) => ((await answer.json()) as { choices: unknown }).choices;
  expect(await choices(await get(query))).toEqual(await choices(await app.post(body)));
});

it('may be kept for a minute, by all caches where nobody needs a key', async () => {
  const cacheOf = (answer: Response) => answer.headers.get('cache-control');
  expect(cacheOf(await get({ prompt: 'Hi' }))).toBe('public, max-age=60');
  app = createTestApp({ apiKeys: keysOf({ a: 'site' }) });
  expect(cacheOf(await get({ prompt: 'Hi' }, { headers: { 'x-api-key': 'a' } }))).toBe('private, max-age=60');
});

describe('a tag', () => {
  it('that is still right is answered without running the model', async () => {
    const etag = await tagOf({ prompt: 'Hi' });
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    const steps = app.toy.fed.length;
    for (const known of [etag!, `W/${etag}`, `"other", ${etag}`]) {
      const response = await get({ prompt: 'Hi' }, { headers: { 'if-none-match': known } });
      expect(response.status).toBe(304);
      expect(await response.text()).toBe('');
      expect(response.headers.get('etag')).toBe(etag);
      expect(response.headers.get('cache-control')).toBe('public, max-age=60');
    }
    expect(app.toy.fed.length).toBe(steps);
    expect((await app.lines()).at(-1)).toMatchObject({ status: 304, outcome: 'not_modified', start: 'warm' });
  });

  it('of another request or none is answered in full', async () => {
    for (const known of ['"other"', (await tagOf({ prompt: 'Ho' }))!, 'nonsense', '']) {
      const response = await get({ prompt: 'Hi' }, { headers: { 'if-none-match': known } });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ choices: [{ index: 0 }] });
    }
  });

  it('any tag at all matches none: what is asked must be answered first', async () => {
    const any = { headers: { 'if-none-match': '*' } };
    expect((await get({ prompt: 'Hi' }, any)).status).toBe(200);
    expect((await get({}, any)).status).toBe(400);
    expect((await get({ prompt: 'x'.repeat(200) }, any)).status).toBe(400);
  });

  it('is another one where a limit of the server is another one', async () => {
    const etag = await tagOf({ prompt: 'Hi' });
    for (const settings of [{ requestBudget: 1e11 }, { maxPromptTokens: 99 }, { maxCompletionTokens: 99 }]) {
      app = createTestApp(settings);
      expect(await tagOf({ prompt: 'Hi' })).not.toBe(etag);
    }
  });

  it('follows what the answer follows from, however it is written', async () => {
    const etag = await tagOf({ prompt: 'Hi', max_tokens: '3', seed: '0' });
    const same: Query[] = [
      { max_tokens: '3', prompt: 'Hi' },
      { prompt: 'Hi', max_new_tokens: '3', user: 'me', colour: 'red', model: 'random' },
    ];
    for (const query of same) expect(await tagOf(query)).toBe(etag);
    const different: Query[] = [
      { prompt: 'Hi!', max_tokens: '3' },
      { prompt: 'Hi', max_tokens: '4' },
      { prompt: 'Hi', max_tokens: '3', seed: '1' },
      { prompt: 'Hi', max_tokens: '3', stop_at: 'word' },
    ];
    for (const query of different) expect(await tagOf(query)).not.toBe(etag);
  });
});

it('says that a prompt is not UTF-8, in place of completing another one', async () => {
  expect(await failure(await app.ask('/complete?prompt=caf%E9'))).toMatchObject({
    status: 400,
    param: 'prompt',
  });
});

it('takes -1 for as many tokens as a GET has', async () => {
  const [all, most] = await Promise.all(['-1', '32'].map((max_tokens) => get({ prompt: 'Hi', max_tokens })));
  expect(await all!.text()).toBe(await most!.text());
});

it('answers HEAD like GET, without the text', async () => {
  const head = await get({ prompt: 'Hi' }, { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(await head.text()).toBe('');
  expect(head.headers.get('etag')).toBe(await tagOf({ prompt: 'Hi' }));
});

it('takes the longest prompt allowed, counted in characters', async () => {
  app = createTestApp({ maxPromptTokens: 20_000, maxBodyBytes: 100_000 });
  expect((await get({ prompt: '😀'.repeat(2000) })).status).toBe(200);
  expect(await failure(await get({ prompt: '😀'.repeat(2001) }))).toMatchObject({
    status: 400,
    param: 'prompt',
  });
});

it.each<[string, Query]>([
  ['prompt', {}],
  ['prompt', { prompt: '' }],
  ['max_tokens', { prompt: 'Hi', max_tokens: '33' }],
  ['max_tokens', { prompt: 'Hi', max_tokens: 'many' }],
  ['max_tokens', { prompt: 'Hi', max_tokens: '' }],
  ['max_tokens', { prompt: 'Hi', max_tokens: '1.5' }],
  ['seed', { prompt: 'Hi', temperature: '0.5' }],
  ['temperature', { prompt: 'Hi', temperature: '3', seed: '1' }],
  ['echo', { prompt: 'Hi', echo: '1' }],
  ['stop_at', { prompt: 'Hi', stop_at: 'page' }],
])('refuses a wrong %s: %j', async (param, query) => {
  const refused = await get(query);
  expect(refused.headers.get('cache-control')).toBe('no-store');
  expect(refused.headers.get('etag')).toBeNull();
  expect(await failure(refused)).toMatchObject({ status: 400, code: 'invalid_value', param });
  expect((await get({ prompt: 'Hi' })).status).toBe(200);
});

it('a failing model leaves neither a tag nor leave to keep the answer', async () => {
  const { step } = app.toy;
  app.toy.step = () => Promise.reject(new Error('broken'));
  const failed = await get({ prompt: 'Hi' });
  expect(failed.status).toBe(500);
  expect(failed.headers.get('etag')).toBeNull();
  expect(failed.headers.get('cache-control')).toBe('no-store');
  app.toy.step = step;
  expect((await get({ prompt: 'Hi' })).status).toBe(200);
});
