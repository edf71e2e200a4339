/** The project's own client against the Worker as wrangler bundles it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Afterword, AfterwordError } from '../../web/client/index.ts';
import { type RandomWorker, startRandomWorker } from '../helpers/random-worker.ts';

let worker: RandomWorker;
let afterword: Afterword;

beforeAll(async () => {
  worker = await startRandomWorker({ MAX_COMPLETION_TOKENS: '4096' });
  afterword = new Afterword({ baseURL: worker.url.href });
});
afterAll(() => worker.close());

const REQUEST = { prompt: 'The history', max_tokens: 10, seed: 7 };

it('completes', async () => {
  const { choices, usage } = await afterword.complete({ ...REQUEST, n: 2 });
  expect(choices.map(({ index }) => index)).toEqual([0, 1]);
  expect(usage?.completion_tokens).toBeGreaterThan(0);
});

it('streams what it completes', async () => {
  const { id: _id, created: _created, ...whole } = await afterword.complete({ ...REQUEST, logprobs: 1 });
  const stream = afterword.stream({ ...REQUEST, logprobs: 1 });
  let text = '';
  for await (const piece of stream) text += piece;
  const { id: _other, created: _then, ...answer } = await stream.answer();
  expect(answer).toEqual(whole);
  expect(text).toBe(whole.choices[0].text);
});

it('throws what the server says', async () => {
  const refused = afterword.complete({ ...REQUEST, temperature: 3 });
  await expect(refused).rejects.toBeInstanceOf(AfterwordError);
  await expect(refused).rejects.toMatchObject({ status: 400, code: 'invalid_value', param: 'temperature' });
  const streamed = afterword.stream({ ...REQUEST, model: 'nothing' }).answer();
  await expect(streamed).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  await expect(refused).rejects.toHaveProperty('requestId', expect.stringMatching(/^[0-9a-f-]{36}$/));
});

describe('leaving', () => {
  /** More frames than fit into the buffers on the way; never ended by the token that ends documents. */
  const LONG = { prompt: 'The', max_tokens: 4000, logit_bias: { 0: -100 } };

  /** Steps, once they have stopped rising. */
  async function settled(): Promise<number> {
    let steps = await worker.steps();
    for (let still = 0; still < 5; ) {
      const now = await worker.steps();
      still = now === steps ? still + 1 : 0;
      steps = now;
    }
    return steps;
  }

  it('a stream ends the work on it', async () => {
    const before = await settled();
    for await (const _piece of afterword.stream(LONG)) break;
    expect((await settled()) - before).toBeLessThan(2000);
  });

  it('by a signal throws what the signal says, and the next request is answered', async () => {
    const gone = new AbortController();
    const stream = afterword.stream(LONG, { signal: gone.signal });
    const read = async () => {
      for await (const _piece of stream) gone.abort();
    };
    await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
    const never = afterword.complete(LONG, { signal: AbortSignal.abort() });
    await expect(never).rejects.toMatchObject({ name: 'AbortError' });
    expect((await afterword.complete(REQUEST)).choices).toHaveLength(1);
  });
});
