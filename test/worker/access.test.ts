/** Keys, limits, headers, tags and log lines, in workerd: with its own comparison of secrets and its own bindings. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Metrics } from '../../src/access/metrics.ts';
import type { RateLimiter } from '../../src/access/rate-limit.ts';
import type { Env } from '../../src/env.ts';
import { kernelsRuntime } from '../../src/runtime/kernels/runtime.ts';
import { createWorker } from '../../src/worker.ts';
import { failure } from './client.ts';
import { MODEL, putModel, readVersion } from './store.ts';

const bindings = env as unknown as Env & { RATE_LIMIT: RateLimiter; METRICS: Metrics };
const BODY = { prompt: 'The', max_tokens: 4, temperature: 0 };
const MARKER = 'xyzzy-7';
type Ask = (path: string, init?: RequestInit) => Promise<Response>;

async function entryOf(id: string, secret: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret));
  const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${id}:${hex}`;
}

/** A Worker of its own with these settings; an answer is handed out once all its work is done. */
function start(settings: Record<string, unknown>): Ask {
  const worker = createWorker({ kernels: kernelsRuntime });
  return async (path, init) => {
    const context = createExecutionContext();
    const request = new Request(`https://afterword.example${path}`, init);
    const response = await worker.fetch!(
      request as Parameters<NonNullable<typeof worker.fetch>>[0],
      { ...bindings, ...settings },
      context,
    );
    const whole = new Response(response.body === null ? null : await response.arrayBuffer(), response);
    await waitOnExecutionContext(context);
    return whole;
  };
}

const complete = (ask: Ask, headers: Record<string, string> = {}, body: object = BODY) =>
  ask('/complete', { method: 'POST', body: JSON.stringify(body), headers });

let logged: string[];
const lines = () => logged.map((text) => JSON.parse(text)).filter(({ event }) => event === 'request');

beforeAll(async () => {
  await putModel(await readVersion(MODEL), MODEL);
});
beforeEach(() => {
  logged = [];
  vi.spyOn(console, 'log').mockImplementation((text) => void logged.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('API keys', () => {
  it('several at once, and two of one tenant while one takes over from the other', async () => {
    const entries = [entryOf('site', 'old'), entryOf('site', 'new'), entryOf('editor', 'other')];
    const ask = start({ API_KEY_HASHES: (await Promise.all(entries)).join(',') });
    for (const secret of ['old', 'new', 'other']) {
      expect((await complete(ask, { authorization: `Bearer ${secret}` })).status).toBe(200);
    }
    expect(lines().map(({ tenant }) => tenant)).toEqual(['site', 'site', 'editor']);
    for (const headers of [{}, { authorization: 'Bearer older' }, { authorization: 'Digest old' }]) {
      const refused = await complete(ask, headers as Record<string, string>);
      expect(refused.headers.get('www-authenticate')).toBe('Bearer');
      const expected = { status: 401, type: 'authentication_error', code: 'invalid_api_key' };
      expect(await failure(Promise.resolve(refused))).toMatchObject(expected);
      expect((await complete(ask, { 'x-api-key': 'new' })).status).toBe(200);
    }
  });

  it("are compared by the platform's own comparison", async () => {
    const compared = vi.spyOn(crypto.subtle, 'timingSafeEqual');
    const entries = [entryOf('site', 'first'), entryOf('site', 'second')];
    const ask = start({ API_KEY_HASHES: (await Promise.all(entries)).join(',') });
    expect((await complete(ask, { 'x-api-key': 'first' })).status).toBe(200);
    expect(compared).toHaveBeenCalledTimes(2);
  });

  it('are not there: the setting is named, nothing of it is shown, and nobody is let in', async () => {
    for (const list of ['', 'site', 'site:secret', `si\r\nte:${'0'.repeat(64)}`]) {
      const response = await complete(start({ API_KEY_HASHES: list }));
      const { error } = (await response.json()) as { error: { code: string; message: string } };
      expect(error).toMatchObject({ code: 'misconfigured' });
      expect(error.message).toContain('API_KEY_HASHES');
      expect(error.message).not.toContain('secret');
    }
    expect((await complete(start({}))).status).toBe(200);
  });
});

describe('the rate limit', () => {
  it("is the platform's, of each address", async () => {
    // The simulated binding takes a limit of its own. Its windows follow the clock: three requests lie in two at most.
    const limiter = {
      limit: (options: object) => bindings.RATE_LIMIT.limit({ ...options, limit: 1 } as never),
    };
    const ask = start({ RATE_LIMIT: limiter, RATE_LIMIT_PERIOD_SECONDS: '60' });
    const from = (address: string) => complete(ask, { 'cf-connecting-ip': address });
    const answers = [await from('192.0.2.1'), await from('192.0.2.1'), await from('192.0.2.1')];
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(await failure(Promise.resolve(refused))).toMatchObject({ code: 'rate_limit_exceeded' });
    expect(answers[0].status).toBe(200);
    expect((await from('192.0.2.2')).status).toBe(200);
  });
});

describe('GET /complete', () => {
  it('has a tag that answers 304, and says what POST says', async () => {
    const ask = start({});
    const path = '/complete?prompt=The&max_tokens=4';
    const first = await ask(path);
    const etag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toBe('public, max-age=60');
    const { choices } = (await first.json()) as { choices: unknown };
    expect(((await (await complete(ask)).json()) as { choices: unknown }).choices).toEqual(choices);
    const known = await ask(path, { headers: { 'if-none-match': etag } });
    expect([known.status, await known.text(), known.headers.get('etag')]).toEqual([304, '', etag]);
    const head = await ask(path, { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag]);
    const longer = await ask('/complete?prompt=The&max_tokens=33');
    expect(await failure(Promise.resolve(longer))).toMatchObject({ status: 400, param: 'max_tokens' });
    expect((await ask(path)).headers.get('etag')).toBe(etag);
  });

  it('of what only a POST takes, says so', async () => {
    const ask = start({});
    for (const field of ['stream', 'resume', 'n']) {
      const refused = failure(ask(`/complete?prompt=The&${field}=1`));
      expect(await refused).toMatchObject({ status: 400, code: 'unsupported_field', param: field });
      expect((await ask('/complete?prompt=The')).status).toBe(200);
    }
  });
});

describe('the log', () => {
  it('has one line a request, cold or warm, and no word of any', async () => {
    const points: object[] = [];
    const METRICS = { writeDataPoint: (point: object) => void points.push(point) };
    const ask = start({ METRICS });
    const body = { ...BODY, prompt: `The ${MARKER}` };
    await complete(ask, {}, body);
    await complete(ask, {}, { ...body, stream: true });
    await complete(ask, {}, { ...body, stop_at: MARKER });
    await complete(ask, {}, { ...body, model: MARKER });
    await ask('/complete', { method: 'POST', body: MARKER });
    await ask(`/complete?prompt=${MARKER}`);
    await ask(`/complete?prompt=${MARKER}&seed=${MARKER}`);
    await ask(`/${MARKER}`);
    expect(lines().map(({ outcome, start }) => [outcome, start])).toEqual([
      ['length', 'cold'],
      ['length', 'warm'],
      ['invalid_value', undefined],
      ['model_not_found', undefined],
      ['invalid_json', undefined],
      ['length', 'warm'],
      ['invalid_value', undefined],
      ['route_not_found', undefined],
    ]);
    expect(points).toHaveLength(8);
    expect(JSON.stringify([logged, points])).not.toContain(MARKER);
    expect((await complete(ask)).status).toBe(200);
  });

  it("takes the platform's counters as they are", async () => {
    expect((await complete(start({}))).status).toBe(200);
    expect(logged.join()).not.toContain('metrics_failed');
    expect(bindings.METRICS).toBeDefined();
  });
});
