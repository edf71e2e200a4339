import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { complete, failure, isolate, post, request } from './client.ts';
import { MODEL, putModel, readVersion } from './store.ts';

const PROBE = { prompt: 'The', max_tokens: 4, temperature: 0 };
let answerBefore: string;

beforeAll(async () => {
  await putModel(await readVersion(MODEL), MODEL);
  answerBefore = (await complete(PROBE)).choices[0].text;
});

// Whatever a request did, the next one is answered as ever.
afterEach(async () => {
  expect((await complete(PROBE)).choices[0].text).toBe(answerBefore);
});

describe.each(['/complete', '/v1/completions'])('POST %s refuses', (path) => {
  it.each([
    ['no body', ''],
    ['what is not JSON', '{"prompt": '],
    ['an array', '[]'],
    ['null', 'null'],
    ['a string', '"prompt"'],
  ])('%s', async (_what, body) => {
    expect(await failure(post(path, body))).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      code: 'invalid_json',
      param: null,
    });
  });

  it('bytes that are not UTF-8', async () => {
    const body = new Uint8Array([...new TextEncoder().encode('{"prompt":"'), 0xff, 0x22, 0x7d]);
    const refused = failure(request(path, { method: 'POST', body }));
    expect(await refused).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  it.each([
    ['prompt', {}],
    ['prompt', { prompt: null }],
    ['prompt', { prompt: 12 }],
    ['prompt', { prompt: '' }],
    ['prompt', { prompt: [] }],
    ['prompt.0', { prompt: [''] }],
    ['prompt.0', { prompt: [[]] }],
    ['prompt', { prompt: ['The', 5] }],
    ['prompt.0', { prompt: [-1] }],
    ['prompt', { prompt: [1.5] }],
    ['prompt', { prompt: [1e6] }],
    ['prompt', { prompt: new Array(33).fill('a') }],
    ['prompt', '{"prompt":"\\ud83d"}'],
    ['model', { prompt: 'a', model: 3 }],
    ['max_tokens', { prompt: 'a', max_tokens: -2 }],
    ['max_tokens', { prompt: 'a', max_tokens: 1.5 }],
    ['max_tokens', { prompt: 'a', max_tokens: '5' }],
    ['max_tokens', '{"prompt":"a","max_tokens":1e999}'],
    ['temperature', { prompt: 'a', temperature: -0.1 }],
    ['temperature', { prompt: 'a', temperature: 2.1 }],
    ['temperature', { prompt: 'a', temperature: 'hot' }],
    ['top_p', { prompt: 'a', top_p: -0.1 }],
    ['top_p', { prompt: 'a', top_p: 1.01 }],
    ['top_k', { prompt: 'a', top_k: -2 }],
    ['top_k', { prompt: 'a', top_k: 0.5 }],
    ['seed', { prompt: 'a', seed: 0.5 }],
    ['seed', { prompt: 'a', seed: 2 ** 60 }],
    ['stop', { prompt: 'a', stop: 5 }],
    ['stop', { prompt: 'a', stop: '' }],
    ['stop', { prompt: 'a', stop: [...'abcdefghijklmnopq'] }],
    ['stop.0', { prompt: 'a', stop: ['x'.repeat(65)] }],
    ['stream', { prompt: 'a', stream: 'yes' }],
    ['stream_options', { prompt: 'a', stream_options: { include_usage: true } }],
    ['stream_options.include_usage', { prompt: 'a', stream: true, stream_options: { include_usage: 1 } }],
    ['n', { prompt: 'a', n: 0 }],
    ['n', { prompt: 'a', n: 17 }],
    ['best_of', { prompt: 'a', n: 3, best_of: 2 }],
    ['best_of', { prompt: 'a', best_of: 2, stream: true }],
    ['echo', { prompt: 'a', echo: 'yes' }],
    ['logprobs', { prompt: 'a', logprobs: 6 }],
    ['logprobs', { prompt: 'a', logprobs: 'yes' }],
    ['suffix', { prompt: 'a', suffix: 3 }],
    ['stop_at', { prompt: 'a', stop_at: 'page' }],
    ['token_healing', { prompt: 'a', token_healing: 1 }],
    ['manners', { prompt: 'a', manners: true }],
    ['token_healing', { prompt: 'a', token_healing: true, logprobs: 1 }],
    ['min_p', { prompt: 'a', min_p: 1.1 }],
    ['presence_penalty', { prompt: 'a', presence_penalty: 2.1 }],
    ['frequency_penalty', { prompt: 'a', frequency_penalty: -2.1 }],
    ['repetition_penalty', { prompt: 'a', repetition_penalty: 0 }],
    ['no_repeat_ngram_size', { prompt: 'a', no_repeat_ngram_size: -1 }],
    ['logit_bias.5', { prompt: 'a', logit_bias: { 5: 101 } }],
    ['logit_bias', { prompt: 'a', logit_bias: { 999999: 1 } }],
  ])('a wrong %s, by name: %j', async (param, body) => {
    const error = await failure(post(path, body));
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error', code: 'invalid_value', param });
    expect(error.message).toContain(param);
  });

  it.each([
    ['grammar', 'root ::= "a"'],
    ['use_beam_search', true],
    ['response_format', { type: 'json_object' }],
    ['tools', [{}]],
    ['stop_token_ids', [5]],
    ['ignore_eos', true],
    ['typical_p', 0.9],
    ['mirostat', 2],
  ])('%s, which it knows and does not offer', async (param, value) => {
    const refused = failure(post(path, { prompt: 'a', [param]: value }));
    expect(await refused).toMatchObject({ status: 400, code: 'unsupported_field', param });
  });

  it('a prompt of more tokens than it reads', async () => {
    const refused = failure(post(path, { prompt: 'q7 '.repeat(10_000) }));
    expect(await refused).toMatchObject({ status: 400, code: 'prompt_too_long', param: 'prompt' });
  });

  it.each(['nothing', '../secrets', 'a/b', '', 'x'.repeat(300), 'toString'])(
    'the unknown model "%s"',
    async (model) => {
      const refused = failure(post(path, { prompt: 'a', model }));
      expect(await refused).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    },
  );

  it('a body over the limit, announced or not', async () => {
    const body = JSON.stringify({ prompt: 'a'.repeat(200_000) });
    expect(await failure(post(path, body))).toMatchObject({ status: 413, code: 'body_too_large' });
    const unannounced = new Response(body).body!.pipeThrough(new TransformStream());
    const refused = failure(request(path, { method: 'POST', body: unannounced }));
    expect(await refused).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('the method %s', async (method) => {
    const response = await request(path, { method });
    expect(response.headers.get('allow')).toBe(path === '/complete' ? 'GET, HEAD, POST' : 'POST');
    expect(await failure(Promise.resolve(response))).toMatchObject({
      status: 405,
      code: 'method_not_allowed',
    });
  });
});

it('ignores fields it does not know, nulls, and unsupported fields that ask for nothing', async () => {
  const body = {
    ...PROBE,
    user: 'someone',
    colour: 'red',
    stop: null,
    n: 1,
    logprobs: null,
    suffix: '',
    use_beam_search: false,
  };
  expect((await complete(body)).choices[0].text).toBe(answerBefore);
});

it.each(['/', '/health', '/v1/models', `/v1/models/${MODEL}`])(
  'GET %s answers, and POST is refused',
  async (path) => {
    const response = await request(path);
    expect(response.status).toBe(200);
    await response.text();
    expect(await failure(post(path, {}))).toMatchObject({ status: 405, code: 'method_not_allowed' });
  },
);

it.each(['/nothing', '/v1', '/complete/', '/v1/models/a/b'])(
  'says that there is no route %s',
  async (path) => {
    expect(await failure(request(path))).toMatchObject({ status: 404, code: 'route_not_found' });
  },
);

it.each(['/', '/reference'])('explains itself at %s, with a curl to its own address', async (path) => {
  const page = await (await request(path)).text();
  expect(page).toContain('curl -s https://afterword.example/complete');
});

it('lists the models and shows the figures of one', async () => {
  const list = await (await request('/v1/models')).json();
  expect(list).toMatchObject({ object: 'list', data: [{ id: MODEL, version: '1.0.0', fallback: null }] });
  const { manifest } = await readVersion(MODEL);
  const shown = await (await request(`/v1/models/${MODEL}`)).json();
  expect(shown).toMatchObject({ id: MODEL, quality: manifest.quality, architecture: manifest.architecture });
  expect(await failure(request('/v1/models/nothing'))).toMatchObject({
    status: 404,
    code: 'model_not_found',
  });
});

describe('a website', () => {
  const preflight = (origin: string) =>
    request('/complete', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });

  it('that is allowed may call, and reads errors and request ids', async () => {
    const asked = await preflight('https://a.example');
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('https://a.example');
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    expect(asked.headers.get('access-control-allow-headers')).toContain('content-type');
    for (const body of [PROBE, {}, { ...PROBE, stream: true }]) {
      const response = await post('/complete', body, { headers: { origin: 'https://a.example' } });
      expect(response.headers.get('access-control-allow-origin')).toBe('https://a.example');
      expect(response.headers.get('access-control-expose-headers')).toContain('x-request-id');
      await response.text();
    }
  });

  it('that is not allowed gets no permission', async () => {
    const asked = await preflight('https://b.example');
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a client that leaves', () => {
  const LONG = { prompt: 'The '.repeat(40), max_tokens: 1000, temperature: 1, seed: 5 };

  /** Steps once they have stopped rising for ten looks at it. */
  async function settledSteps(): Promise<number> {
    let { steps } = await isolate();
    for (let still = 0; still < 10; ) {
      await scheduler.wait(10);
      const now = (await isolate()).steps;
      still = now === steps ? still + 1 : 0;
      steps = now;
    }
    return steps;
  }

  it.each([false, true])('stops the work within 8 steps (stream: %s)', async (streamed) => {
    const { steps: before } = await isolate();
    const leaving = new AbortController();
    const answer = post('/complete', { ...LONG, stream: streamed }, { signal: leaving.signal })
      .then((response) => response.text())
      .catch(() => 'left');
    while ((await isolate()).steps < before + 20) await scheduler.wait(1);
    const { steps } = await isolate();
    leaving.abort();
    expect(await answer).toBe('left');
    expect((await settledSteps()) - steps).toBeLessThanOrEqual(8);
  });
});
