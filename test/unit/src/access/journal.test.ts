import { beforeEach, describe, expect, it } from 'vitest';
import { keysOf } from '../../../fixtures/api-keys.ts';
import { createTestApp, type TestApp } from '../../../helpers/app.ts';

const MARKER = 'xyzzy-7';
const KEY = { 'x-api-key': 'a' };
const MODEL = 'random/1.0.0';
type Point = { blobs: string[]; doubles: number[]; indexes: string[] };

let app: TestApp;
let points: Point[];
const lineOf = async (answer: Promise<Response>) => {
  await (await answer).text();
  return (await app.lines()).at(-1);
};

beforeEach(() => {
  points = [];
  const metrics = { writeDataPoint: (point: Point) => void points.push(point) };
  app = createTestApp({ apiKeys: keysOf({ a: 'site' }) }, { metrics });
});

it.each([false, true])('a completion is one line that says what it cost (stream: %s)', async (stream) => {
  const body = { prompt: 'Hi', max_tokens: 4, temperature: 0, stream };
  const line = await lineOf(app.post(body, { ...KEY, 'x-request-id': 'r-1' }));
  expect(line).toEqual({
    event: 'request',
    request: 'r-1',
    route: 'POST /complete',
    status: 200,
    tenant: 'site',
    model: MODEL,
    start: 'cold',
    promptTokens: 2,
    completionTokens: 4,
    cachedTokens: 0,
    outcome: 'length',
  });
  expect(points).toEqual([
    { indexes: ['site'], blobs: ['POST /complete', MODEL, 'length'], doubles: [2, 4, 0] },
  ]);
  expect(await lineOf(app.post(body, KEY))).toMatchObject({ start: 'warm' });
  expect(await app.lines()).toHaveLength(2);
});

it('several ways to end are one outcome', async () => {
  const body = { prompt: ['Hi', 'Hi there'], max_tokens: 3, temperature: 0, stop: ' an' };
  expect(await lineOf(app.post(body, KEY))).toMatchObject({ outcome: 'length+stop' });
});

it.each([
  ['GET', '/', 'GET /', 'ok', 200],
  ['HEAD', '/health', 'HEAD /health', 'ok', 200],
  ['OPTIONS', '/complete', 'OPTIONS /complete', 'ok', 204],
  ['GET', '/v1/models/random', 'GET /v1/models/:id', 'ok', 200],
  ['GET', `/v1/models/${MARKER}`, 'GET /v1/models/:id', 'model_not_found', 404],
  ['GET', `/${MARKER}`, 'GET /*', 'route_not_found', 404],
  ['DELETE', '/complete', 'DELETE /complete', 'method_not_allowed', 405],
])('%s %s is a line of its route: %s, %s', async (method, path, route, outcome, status) => {
  expect(await lineOf(app.ask(path, { method, headers: KEY }))).toMatchObject({ route, outcome, status });
});

it('a refused stranger is a line of no tenant', async () => {
  expect(await lineOf(app.post({ prompt: 'Hi' }))).toMatchObject({ tenant: '', outcome: 'invalid_api_key' });
  expect(points[0]).toMatchObject({ indexes: ['anonymous'] });
});

it('a caller who has gone is a line too', async () => {
  const gone = AbortSignal.abort();
  const headers = { 'content-type': 'application/json', ...KEY };
  const body = JSON.stringify({ prompt: 'Hi' });
  expect(await lineOf(app.ask('/complete', { method: 'POST', body, headers, signal: gone }))).toMatchObject({
    outcome: 'left',
    status: 499,
  });
});

describe('of the text of a request nothing is logged', () => {
  const words = `${MARKER} and so on`;
  const ways: [string, (stream?: boolean) => Promise<Response>][] = [
    ['a completion', () => app.post({ prompt: words, echo: true, stop: MARKER, suffix: MARKER }, KEY)],
    ['a stream', () => app.post({ prompt: words, stream: true, user: MARKER }, KEY)],
    ['a query', () => app.ask(`/complete?prompt=${MARKER}&suffix=${MARKER}&${MARKER}=1`, { headers: KEY })],
    ['a wrong query', () => app.ask(`/complete?prompt=${MARKER}&seed=${MARKER}`, { headers: KEY })],
    ['a body that is not JSON', () => app.ask('/complete', { method: 'POST', body: words, headers: KEY })],
    ['a field with a wrong value', () => app.post({ prompt: words, stop_at: MARKER }, KEY)],
    ['a field with a wrong name inside', () => app.post({ prompt: 'Hi', logit_bias: { [MARKER]: 1 } }, KEY)],
    ['a model that is not there', () => app.post({ prompt: words, model: MARKER }, KEY)],
    ['a prompt that is too long', () => app.post({ prompt: words.repeat(30) }, KEY)],
    ['a body that is too long', () => app.post({ prompt: words.repeat(300) }, KEY)],
    ['a path', () => app.ask(`/${MARKER}?${MARKER}`, { headers: KEY })],
    ['a wrong key', () => app.post({ prompt: words }, { authorization: `Bearer ${MARKER}` })],
    [
      'text to tokenize',
      () => app.ask('/tokenize', { method: 'POST', body: JSON.stringify({ text: words }), headers: KEY }),
    ],
  ];
  it.each(ways)('%s', async (_what, ask) => {
    expect(await lineOf(ask())).toBeDefined();
    expect(JSON.stringify([app.logged, points])).not.toContain(MARKER);
    expect((await app.post({ prompt: 'Hi' }, KEY)).status).toBe(200);
  });

  it.each([false, true])('a model that fails (stream: %s)', async (stream) => {
    const { step } = app.toy;
    app.toy.step = () => Promise.reject(new Error('out of memory'));
    const line = await lineOf(app.post({ prompt: words, stream }, KEY));
    expect(line).toMatchObject({
      status: stream ? 200 : 500,
      outcome: 'internal_error',
      error: expect.stringContaining('out of memory'),
    });
    expect(JSON.stringify([app.logged, points])).not.toContain(MARKER);
    app.toy.step = step;
    expect((await app.post({ prompt: 'Hi' }, KEY)).status).toBe(200);
  });
});

it('counters that fail cost no answer, and the log says so', async () => {
  const metrics = {
    writeDataPoint() {
      throw new Error('no dataset');
    },
  };
  app = createTestApp({}, { metrics });
  expect((await app.post({ prompt: 'Hi' })).status).toBe(200);
  await app.lines();
  expect(app.logged).toContainEqual(
    expect.objectContaining({ event: 'metrics_failed', error: 'Error: no dataset' }),
  );
});
