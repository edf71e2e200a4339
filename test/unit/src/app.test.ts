import { beforeEach, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../helpers/app.ts';

let app: TestApp;

beforeEach(() => {
  app = createTestApp();
});

it('runs outside workerd', async () => {
  const answer = await (await app.post({ prompt: 'Hi', max_tokens: 10, temperature: 0 })).json();
  expect(answer).toMatchObject({
    created: 1_700_000_000,
    choices: [{ text: ' and so on', finish_reason: 'length' }],
    usage: { prompt_tokens: 2, completion_tokens: 10, total_tokens: 12 },
  });
});

it('tells strangers nothing of a failure it did not foresee, and the log everything', async () => {
  app.toy.step = () => Promise.reject(new Error('secret path'));
  const response = await app.post({ prompt: 'Hi' });
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret');
  expect(JSON.stringify(app.logged)).toContain('secret path');
});

it('ends a stream with an error event when the model fails in the middle', async () => {
  const { step } = app.toy;
  app.toy.step = (token, state) =>
    app.toy.fed.length > 5 ? Promise.reject(new Error('secret')) : step.call(app.toy, token, state);
  const response = await app.post({ prompt: 'Hi', max_tokens: 10, temperature: 0, stream: true });
  const events = (await response.text()).split('\n\n');
  expect(response.status).toBe(200);
  expect(JSON.parse(events.at(-3)!.slice('data: '.length))).toMatchObject({
    error: { code: 'internal_error' },
  });
  expect(events.at(-2)).toBe('data: [DONE]');
});

it('keeps prompts and completions out of the log', async () => {
  await (await app.post({ prompt: 'Hi', temperature: 0 })).text();
  await (await app.post({ prompt: 'Hi', temperature: 0, stream: true })).text();
  expect(app.logged).not.toHaveLength(0);
  expect(JSON.stringify(app.logged)).not.toMatch(/Hi|and so/);
});

it('says that the store does not answer', async () => {
  app.bucket.down = true;
  const response = await app.post({ prompt: 'Hi' });
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    error: { code: 'storage_unavailable', type: 'server_error' },
  });
});

it('takes over a request id that is one, and makes its own otherwise', async () => {
  const idOf = async (id: string) =>
    (await app.ask('/health', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
  expect(await idOf('abc-123')).toBe('abc-123');
  expect(await idOf('a"b {forged}')).toMatch(/^[0-9a-f-]{36}$/);
});
