/** What the OpenAPI document says, held against what the Worker does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../scripts/openapi/document.ts';
import { exampleRequest } from '../../scripts/openapi/examples.ts';
import { type AnswerChecker, answerChecker } from '../helpers/openapi-answers.ts';
import { type RandomWorker, startRandomWorker } from '../helpers/random-worker.ts';

let worker: RandomWorker;
let document: Document;
let checker: AnswerChecker;

beforeAll(async () => {
  worker = await startRandomWorker();
  document = (await (await ask('/openapi.json')).json()) as Document;
  checker = answerChecker(document);
});
afterAll(() => worker.close());

const ask = (path: string, init?: RequestInit) => fetch(new URL(path, worker.url), init);
const post = (path: string, body: object) => ask(path, { method: 'POST', body: JSON.stringify(body) });

it('is served to programs on every website, and says how long it may be kept', async () => {
  const { headers } = await ask('/openapi.json', { headers: { origin: 'https://a.example' } });
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('cache-control')).toContain('max-age');
});

it('has an example for every route, each of which is answered as it says', async () => {
  const failed: string[] = [];
  let tried = 0;
  for (const [path, items] of Object.entries(document.paths)) {
    for (const [method, item] of Object.entries(items)) {
      const example = exampleRequest(path, item);
      // The examples ask for a model that is not here.
      const response = await ask(example.path.replace('/english', '/random'), { method, body: example.body });
      const type = response.headers.get('content-type')?.split(';')[0];
      const body = type === 'application/json' ? await response.json() : await response.text();
      const faults = type === 'application/json' ? checker.faultsOf(method, path, response.status, body) : [];
      if (!item.responses['200'].content?.[type ?? '']) faults.push(`content type ${type}`);
      if (response.status !== 200) faults.push(`status ${response.status}`);
      failed.push(...faults.map((fault) => `${method} ${path}: ${fault}`));
      tried++;
    }
  }
  expect(failed).toEqual([]);
  expect(tried).toBeGreaterThan(9);
});

describe('an answer', () => {
  it.each([
    { prompt: 'The', max_tokens: 3, n: 2, logprobs: 2, echo: true, seed: 1 },
    { prompt: ['a', 'b'], max_tokens: 1 },
    { prompt: [5, 6], max_tokens: 0, echo: true, logprobs: 0 },
    { prompt: 'The', max_tokens: 200, stop: 'e', stop_at: 'word' },
  ])('has the shape that it is told to have: %j', async (body) => {
    for (const path of ['/complete', '/v1/completions']) {
      const response = await post(path, body);
      expect(checker.faultsOf('post', path, response.status, await response.json())).toEqual([]);
    }
  });

  it('in frames, too', async () => {
    const body = { prompt: 'The', max_tokens: 3, stream: true, stream_options: { include_usage: true } };
    const events = (await (await post('/complete', body)).text()).split('\n\n');
    expect(events.slice(-2)).toEqual(['data: [DONE]', '']);
    const frames = events.slice(0, -2).map((event) => JSON.parse(event.slice('data: '.length)));
    expect(frames.length).toBeGreaterThan(2);
    expect(frames.flatMap((frame) => checker.faultsOfShape('Completion', frame))).toEqual([]);
  });

  it('of another shape would be noticed', () => {
    const faults = checker.faultsOf('post', '/tokenize', 200, { model: 'random', count: 'two', extra: 1 });
    expect(faults.join()).toMatch(/count must be integer/);
    expect(faults.join()).toMatch(/must NOT have additional properties/);
  });
});

describe('a failure', () => {
  it.each([
    ['/complete', 400, {}],
    ['/complete', 400, { prompt: 'a', grammar: 'x' }],
    ['/complete', 400, { prompt: 'a b '.repeat(5000) }],
    ['/v1/completions', 404, { prompt: 'a', model: 'nothing' }],
    ['/tokenize', 413, { prompt: 'a'.repeat(200_000) }],
    ['/detokenize', 400, { tokens: [1e9] }],
  ])('of %s with %i is in the envelope, with a code that is told', async (path, status, body) => {
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(checker.faultsOf('post', path, status, await response.json())).toEqual([]);
  });
});

it('is a page for people, whose examples call the server that it was read from', async () => {
  const response = await ask('/reference');
  const html = await response.text();
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(html).toContain(`curl -s '${worker.url.origin}/complete' -d`);
  expect(html).not.toContain('{{');
  expect(await (await ask('/')).text()).toContain('href="/reference"');
});
