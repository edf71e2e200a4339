import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Afterword, AfterwordError } from '../../../../web/client/index.ts';
import { fakeClock, settle } from './fake-clock.ts';
import { answer, collect, completion, fakeServer, refusal, stream } from './fake-server.ts';

const baseURL = 'https://afterword.example/';

it('posts a request with its key, and gives the answer', async () => {
  const server = fakeServer(answer(completion(' world')));
  const afterword = new Afterword({ baseURL, apiKey: 'secret', fetch: server.fetch });
  const { choices } = await afterword.complete({ prompt: 'Hello', max_tokens: 3 });
  expect(choices[0].text).toBe(' world');
  const [{ url, headers, body }] = server.asked;
  expect(url).toBe('https://afterword.example/complete');
  expect(headers.get('authorization')).toBe('Bearer secret');
  expect(headers.get('content-type')).toBe('application/json');
  expect(body).toEqual({ prompt: 'Hello', max_tokens: 3 });
});

it('asks what texts are', async () => {
  const data = { object: 'list', data: [{ index: 0, label: 'spam', score: 0.9 }] };
  const server = fakeServer(() => Response.json(data));
  const answered = await new Afterword({ baseURL, fetch: server.fetch }).classify({
    model: 'mail',
    input: 'Win!',
  });
  expect(answered.data[0].label).toBe('spam');
  expect(server.asked[0]).toMatchObject({
    url: 'https://afterword.example/v1/classify',
    body: { model: 'mail', input: 'Win!' },
  });
});

it('sends no key when it has none', async () => {
  const server = fakeServer(answer(completion('')));
  await new Afterword({ baseURL, fetch: server.fetch }).complete({ prompt: 'a' });
  expect(server.asked[0].headers.has('authorization')).toBe(false);
});

describe('an error', () => {
  const failing = (turn: () => Response) => {
    const refused = new Afterword({ baseURL, retries: 0, fetch: fakeServer(turn).fetch }).complete({
      prompt: 'a',
    });
    return refused.then(
      () => undefined,
      (error: unknown) => error,
    );
  };

  it('of the server brings its code, field, request id, and when to ask again', async () => {
    const error = await failing(refusal(429, 'rate_limit_exceeded', { 'retry-after': '60' }));
    expect(error).toBeInstanceOf(AfterwordError);
    expect(error).toMatchObject({
      message: 'no: rate_limit_exceeded',
      status: 429,
      code: 'rate_limit_exceeded',
      param: 'resume',
      requestId: 'r-1',
      retryAfterSeconds: 60,
    });
  });

  it('of something before the server is told apart', async () => {
    for (const body of ['<html>bad gateway</html>', '{"error":"down"}', 'null', '']) {
      const error = await failing(() => new Response(body, { status: 502 }));
      expect(error).toMatchObject({ status: 502, code: 'unreadable_answer', retryAfterSeconds: null });
    }
  });

  it('is also an answer that is no JSON', async () => {
    const error = await failing(() => new Response('<html>sign in</html>'));
    expect(error).toMatchObject({ status: 200, code: 'unreadable_answer' });
  });
});

it('aborts a request by its signal', async () => {
  const server = fakeServer(() => new Promise<Response>(() => {}));
  const leaving = new AbortController();
  const afterword = new Afterword({ baseURL, fetch: server.fetch });
  const asked = afterword.complete({ prompt: 'a' }, { signal: leaving.signal });
  leaving.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});

describe('a stream', () => {
  const choice = { index: 0, logprobs: null, finish_reason: null, stop_reason: null };
  const frame = (text: string, more = {}) =>
    completion('', { choices: [{ ...choice, text, ...more }], usage: null });
  const usage = {
    prompt_tokens: 1,
    completion_tokens: 2,
    total_tokens: 3,
    prompt_tokens_details: { cached_tokens: 0 },
  };
  const frames = [
    frame(' and'),
    frame(' so'),
    frame('', { finish_reason: 'stop', stop_reason: 'word' }),
    completion('', { choices: [], usage }),
    '[DONE]',
  ];
  const reading = (...turn: (object | string)[]) => {
    const server = fakeServer(stream(...turn));
    return { server, read: new Afterword({ baseURL, fetch: server.fetch }).stream({ prompt: 'a' }) };
  };

  it('is pieces of text, and then the answer', async () => {
    const { server, read } = reading(...frames);
    expect(await collect(read)).toEqual([' and', ' so']);
    const { choices, usage: used } = await read.answer();
    expect(choices).toEqual([{ ...choice, text: ' and so', finish_reason: 'stop', stop_reason: 'word' }]);
    expect(used).toEqual(usage);
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0].body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it('gives the answer to those who do not care for pieces, and logprobs in one', async () => {
    const scored = (token: string, offset: number) => ({
      logprobs: {
        tokens: [token],
        token_logprobs: [-1],
        top_logprobs: [{ [token]: -1 }],
        text_offset: [offset],
      },
    });
    const { read } = reading(frame('a', scored('a', 0)), frame('b', scored('b', 1)), '[DONE]');
    const [{ text, logprobs }] = (await read.answer()).choices;
    expect(text).toBe('ab');
    expect(logprobs).toMatchObject({ tokens: ['a', 'b'], text_offset: [0, 1] });
  });

  it('throws what goes wrong after its start', async () => {
    const error = {
      message: 'failed',
      type: 'server_error',
      param: null,
      code: 'internal_error',
      request_id: 'r',
    };
    const { read } = reading(frames[0], { error }, '[DONE]');
    const pieces: string[] = [];
    const reader = async () => {
      for await (const piece of read) pieces.push(piece);
    };
    await expect(reader()).rejects.toMatchObject({ code: 'internal_error', requestId: 'r', status: 200 });
    expect(pieces).toEqual([' and']);
  });

  it('throws when it was cut', async () => {
    await expect(reading(frames[0], frames[1]).read.answer()).rejects.toMatchObject({ code: 'stream_cut' });
    await expect(reading('[DONE]').read.answer()).rejects.toMatchObject({ code: 'stream_cut' });
    await expect(reading('{"id":').read.answer()).rejects.toMatchObject({ code: 'unreadable_answer' });
  });

  it('that was left gives no answer', async () => {
    const { read } = reading(...frames);
    for await (const _piece of read) break;
    await expect(read.answer()).rejects.toThrow('left before its end');
  });
});

describe('a busy server', () => {
  const busy = refusal(503, 'model_busy', { 'retry-after': '2' });
  const asking = (...turns: (() => Response)[]) => {
    const server = fakeServer(...turns);
    const clock = fakeClock();
    return { server, clock, afterword: new Afterword({ baseURL, fetch: server.fetch, clock }) };
  };

  it('is asked again when it said', async () => {
    const { server, clock, afterword } = asking(busy, answer(completion(' so')));
    const asked = afterword.complete({ prompt: 'a' });
    await settle();
    await clock.pass(1999);
    expect(server.asked).toHaveLength(1);
    await clock.pass(1);
    expect((await asked).choices[0].text).toBe(' so');
  });

  it('that names no time is left alone for twice as long each time, and then given up', async () => {
    const down = refusal(503, 'model_busy');
    const { server, clock, afterword } = asking(down, down, down);
    const refused = expect(afterword.complete({ prompt: 'a' })).rejects.toMatchObject({ status: 503 });
    await settle();
    for (const [ms, asked] of [
      [999, 1],
      [1, 2],
      [1999, 2],
      [1, 3],
    ]) {
      await clock.pass(ms);
      expect(server.asked).toHaveLength(asked);
    }
    await refused;
  });

  it('is asked again for a stream that has not begun', async () => {
    const { clock, afterword } = asking(busy, stream(completion(' and so'), '[DONE]'));
    const read = afterword.stream({ prompt: 'a' }).answer();
    await settle();
    await clock.pass(2000);
    expect((await read).choices[0].text).toBe(' and so');
  });

  it.each([
    ['a longer rest', refusal(429, 'rate_limit_exceeded', { 'retry-after': '61' })],
    ['a fault of the request', refusal(400, 'invalid_value')],
    ['a fault of the server', refusal(500, 'internal_error', { 'retry-after': '1' })],
  ])('is not asked again after %s', async (_what, turn) => {
    const { server, afterword } = asking(turn);
    await expect(afterword.complete({ prompt: 'a' })).rejects.toBeInstanceOf(AfterwordError);
    expect(server.asked).toHaveLength(1);
  });

  it('is left by the signal', async () => {
    const { afterword } = asking(busy);
    const leaving = new AbortController();
    const asked = afterword.complete({ prompt: 'a' }, { signal: leaving.signal });
    await settle();
    leaving.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});

it('takes nothing from outside its folder, not even types', () => {
  const folder = join(import.meta.dirname, '../../../../web/client');
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(5);
  for (const name of sources) {
    const source = readFileSync(join(folder, name), 'utf8');
    for (const [, from] of source.matchAll(/from '([^']+)'/g))
      expect(from, name).toMatch(/^\.\/[a-z-]+\.ts$/);
    expect(source).not.toMatch(/import\(/);
  }
});
