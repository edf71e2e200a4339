/** Two strangers in one isolate: what one has typed shows in no field, header or step of what the other is answered. */
import { describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../../helpers/app.ts';

const SECRET = 'Bed 14 has syphilis and needs';
const VICTIM = { 'cf-connecting-ip': '2001:db8:1:1::1' };
const STRANGER = { 'cf-connecting-ip': '2001:db8:2:1::1' };
/** Bodies of tests are longer than the smallest limit. */
const SETTINGS = { maxBodyBytes: 10_000 };
/** A few steps more than the secret has tokens: how long a completion gets would show what was spared. */
const LIMITED = { ...SETTINGS, requestBudget: 45 * 9232 };

const post = (path: string, body: object) => (app: TestApp) =>
  app.ask(path, { method: 'POST', body: JSON.stringify(body), headers: STRANGER });
const get = (path: string) => (app: TestApp) => app.ask(path, { headers: STRANGER });

/** What a stranger may ask to find out what was typed. */
const PROBES: [string, (app: TestApp) => Promise<Response>][] = [
  ['a completion', post('/complete', { prompt: SECRET, max_tokens: 4 })],
  ['a prompt to read', post('/v1/completions', { prompt: SECRET, max_tokens: 0 })],
  ['all that the budget allows', post('/complete', { prompt: SECRET, max_tokens: 60, temperature: 0 })],
  [
    'a stream with usage',
    post('/complete', { prompt: SECRET, stream: true, stream_options: { include_usage: true } }),
  ],
  ['suggestions', post('/complete', { prompt: SECRET, suggestions: 3, max_tokens: 4 })],
  ['several prompts', post('/v1/completions', { prompt: [SECRET, SECRET, 'Bed'], max_tokens: 2 })],
  ['a wrong request', post('/complete', { prompt: SECRET, best_of: 1, n: 2 })],
  ['a GET', get(`/complete?prompt=${encodeURIComponent(SECRET)}`)],
  ['health', get('/health')],
  ['the models', get('/v1/models')],
];

/** All of an answer that is not drawn for each anew. */
async function tellingOf(response: Response) {
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'x-request-id'));
  const text = (await response.text())
    .replaceAll(/cmpl-[\w-]{36}/g, 'cmpl-x')
    .replaceAll(/"request_id":"[^"]*"/g, '');
  return { status: response.status, headers, text };
}

/** A warm isolate, in which the victim has typed the secret or something else. */
async function isolate(typed: string, settings: object): Promise<TestApp> {
  const app = createTestApp(settings);
  for (let end = 1; end <= typed.length; end++) {
    await app.post({ prompt: typed.slice(0, end), max_tokens: 1 }, VICTIM);
    await app.post({ prompt: typed.slice(0, end), max_tokens: 4, suggestions: 3 }, VICTIM);
  }
  return app;
}

describe.each(PROBES)('%s', (_name, probe) => {
  it.each([SETTINGS, LIMITED])('tells nothing of what another has typed', async (settings) => {
    const told: object[] = [];
    for (const typed of [SECRET, 'x'.repeat(SECRET.length)]) {
      const app = await isolate(typed, settings);
      const before = app.toy.fed.length;
      const answer = await tellingOf(await probe(app));
      told.push({ ...answer, steps: app.toy.fed.length - before });
    }
    expect(told[0]).toEqual(told[1]);
  });
});

describe('a text that was read before', () => {
  const stepsOf = async (app: TestApp, headers: Record<string, string>, more: object = {}) => {
    const before = app.toy.fed.length;
    await app.post({ prompt: SECRET, max_tokens: 0, ...more }, headers);
    return app.toy.fed.length - before;
  };

  it('is not read again for the same network, whose members cannot be told apart', async () => {
    const app = createTestApp(SETTINGS);
    const cold = await stepsOf(app, VICTIM);
    expect(await stepsOf(app, { 'cf-connecting-ip': '2001:db8:1:1::2' })).toBeLessThan(cold);
  });

  it('is read again for another end user of the same caller', async () => {
    const app = createTestApp(SETTINGS);
    const cold = await stepsOf(app, VICTIM, { user: 'a' });
    expect(await stepsOf(app, VICTIM, { user: 'b' })).toBe(cold);
    expect(await stepsOf(app, VICTIM, { user: 'a' })).toBeLessThan(cold);
  });

  it('is read again for callers without an address, who may be anybody', async () => {
    const app = createTestApp(SETTINGS);
    const cold = await stepsOf(app, {});
    expect(await stepsOf(app, {})).toBe(cold);
  });
});

describe('a search that was made before', () => {
  const stepsOf = async (app: TestApp, headers: Record<string, string>, more: object = {}) => {
    const before = app.toy.fed.length;
    await app.post({ prompt: 'The his', max_tokens: 4, suggestions: 3, ...more }, headers);
    return app.toy.fed.length - before;
  };

  it('steps nothing again for the same network', async () => {
    const app = createTestApp(SETTINGS);
    expect(await stepsOf(app, VICTIM)).toBeGreaterThan(0);
    expect(await stepsOf(app, VICTIM)).toBeLessThan(2);
  });

  it.each([
    ['another network', STRANGER, {}],
    ['another end user of the same caller', VICTIM, { user: 'b' }],
  ])('is made again for %s', async (_who, headers, more) => {
    const app = createTestApp(SETTINGS);
    const cold = await stepsOf(app, VICTIM);
    await stepsOf(app, VICTIM);
    expect(await stepsOf(app, headers, more)).toBe(cold);
  });

  it('is made again for callers without an address, who may be anybody', async () => {
    const app = createTestApp(SETTINGS);
    const cold = await stepsOf(app, {});
    expect(await stepsOf(app, {})).toBe(cold);
  });
});
