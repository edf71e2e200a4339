/** What the clients of other servers send, and what it is taken for. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Completion } from '../../../../src/contract/answer.ts';
import { createTestApp, failure, type TestApp } from '../../../helpers/app.ts';

const SAYS = ' and so on';
const BODY = { prompt: 'Hi', temperature: 0, token_healing: false };
let app: TestApp;
beforeEach(() => {
  app = createTestApp();
});
const ask = async (body: object) => (await (await app.post({ ...BODY, ...body })).json()) as Completion;
const textOf = async (body: object) => (await ask(body)).choices[0]!.text;
const refused = async (body: object) => failure(await app.post({ ...BODY, ...body }));

describe('the length of a completion', () => {
  it.each([
    { max_completion_tokens: 3 },
    { max_new_tokens: 3 },
    { n_predict: 3 },
    { num_predict: 3 },
    { parameters: { max_new_tokens: 3 } },
    { options: { num_predict: 3 } },
    { max_tokens: null, options: { num_predict: 3, num_ctx: 2048 }, parameters: null },
    { max_tokens: 3, n_predict: 5, parameters: { max_new_tokens: 7 } },
    { n_predict: 3, options: { max_tokens: 7 } },
  ])('is heard in every dialect, the nearest word first: %j', async (body) => {
    expect(await textOf(body)).toBe(SAYS.slice(0, 3));
  });

  it.each(['max_tokens', 'n_predict', 'max_completion_tokens'])(
    '%s: -1 is no limit of the caller',
    async (field) => {
      const { choices } = await ask({ [field]: -1 });
      expect(choices[0]).toMatchObject({ finish_reason: 'length', stop_reason: 'budget' });
      expect(choices[0]!.text).toHaveLength(100);
    },
  );

  it('beyond what the server allows ends with budget, below it with nothing but length', async () => {
    expect((await ask({ max_tokens: 4096 })).choices[0]!.stop_reason).toBe('budget');
    expect((await ask({ max_tokens: 100 })).choices[0]!.stop_reason).toBeNull();
  });
});

it('takes sixteen stops, and as many prompts as a batch has', async () => {
  const stop = [...'bcefghijklmpqr', ' so', 'zz'];
  expect(stop).toHaveLength(16);
  expect(await textOf({ max_tokens: 10, stop })).toBe(' and');
  expect(await refused({ stop: [...stop, 'y'] })).toMatchObject({ status: 400, param: 'stop' });
  expect((await ask({ prompt: new Array(20).fill('Hi'), max_tokens: 1 })).choices).toHaveLength(20);
  expect(await refused({ prompt: new Array(33).fill('Hi') })).toMatchObject({
    param: 'prompt',
    message: expect.stringContaining('up to 32'),
  });
});

it('takes logprobs as clients of chats write them', async () => {
  const of = async (body: object) => (await ask({ max_tokens: 1, ...body })).choices[0]!.logprobs;
  expect(await of({ logprobs: false })).toBeNull();
  expect(await of({ logprobs: true })).toEqual(await of({ logprobs: 0 }));
  expect(await of({ logprobs: true, top_logprobs: 2 })).toEqual(await of({ logprobs: 2 }));
  expect(await refused({ logprobs: true, top_logprobs: 9 })).toMatchObject({
    status: 400,
    param: 'top_logprobs',
    message: expect.stringMatching(/^top_logprobs: .*got 9$/),
  });
});

it('takes 0 of the likeliest beside each token for none where other servers do', async () => {
  for (const body of [{ n_probs: 0 }, { parameters: { top_n_tokens: 0 } }])
    expect((await ask({ max_tokens: 1, ...body })).choices[0]!.logprobs).toBeNull();
  for (const body of [{ n_probs: 2 }, { parameters: { top_n_tokens: 2 } }])
    expect((await ask({ max_tokens: 1, ...body })).choices[0]!.logprobs).toEqual(
      (await ask({ max_tokens: 1, logprobs: 2 })).choices[0]!.logprobs,
    );
});

it('draws where a client asks to, and does not where it asks not to', async () => {
  const of = (body: object) => textOf({ temperature: undefined, max_tokens: 8, seed: 5, ...body });
  expect(await of({ parameters: { do_sample: true } })).toBe(await of({ temperature: 1 }));
  expect(await of({ parameters: { do_sample: true, temperature: 0.5 } })).toBe(
    await of({ temperature: 0.5 }),
  );
  expect(await of({ do_sample: false, temperature: 2 })).toBe(SAYS.slice(0, 8));
});

it('takes biases as pairs, of which false is never', async () => {
  const { tokens } = (await (
    await app.ask('/tokenize', { method: 'POST', body: JSON.stringify({ prompt: ' ' }) })
  ).json()) as { tokens: number[] };
  const never = (bias: unknown) => textOf({ max_tokens: 1, logit_bias: [[tokens[0], bias]] });
  expect(await never(0)).toBe(' ');
  expect(await never(false)).toBe(await never(-100));
  expect(await never(false)).not.toBe(' ');
  expect(await textOf({ max_tokens: 1, logit_bias: [] })).toBe(' ');
  for (const logit_bias of [[5], ['x', [1]], [[tokens[0], 'x']], [['the', 1]], false])
    expect(await refused({ logit_bias })).toMatchObject({
      status: 400,
      param: expect.stringMatching(/^logit_bias/),
    });
});

it('hears how many, how long and how much of a prompt in other servers\u2019 words', async () => {
  for (const body of [{ n_cmpl: 2 }, { parameters: { num_return_sequences: 2 } }])
    expect((await ask({ max_tokens: 1, ...body })).choices).toHaveLength(2);
  const cut = await ask({ prompt: undefined, inputs: 'abcd', parameters: { truncate: 2 }, max_tokens: 1 });
  expect(cut.usage!.prompt_tokens).toBe(2);
});

it('takes -1 of the likeliest tokens for all, and a share of 0 for the likeliest', async () => {
  expect(await textOf({ top_k: -1, max_tokens: 2 })).toBe(SAYS.slice(0, 2));
  expect(await textOf({ top_p: 0, temperature: 1, max_tokens: 2 })).toBe(SAYS.slice(0, 2));
});

describe('an error names the field as it was sent', () => {
  it.each<[object, string]>([
    [{ n_predict: 1.5 }, 'n_predict'],
    [{ repeat_penalty: 0 }, 'repeat_penalty'],
    [{ prompt: undefined, inputs: '' }, 'inputs'],
    [{ stop_sequences: [''] }, 'stop_sequences.0'],
    [{ parameters: { temperature: 9 }, temperature: undefined }, 'parameters.temperature'],
    [{ options: { repeat_penalty: 0 } }, 'options.repeat_penalty'],
    [{ options: { typical_p: 0.5 } }, 'options.typical_p'],
    [{ parameters: [1] }, 'parameters'],
    [{ options: 'x' }, 'options'],
    [{ n_probs: 2, token_healing: true }, 'token_healing'],
    [{ prompt: undefined, inputs: 'x'.repeat(200) }, 'inputs'],
  ])('%j: %s', async (body, param) => {
    const { status, message, param: named } = await refused(body);
    expect({ status, named }).toEqual({ status: 400, named: param });
    expect(message.startsWith(`${param}`)).toBe(true);
  });

  it.each<[object, string]>([
    [{ n_predict: -2 }, 'n_predict: Too small: expected number to be >=-1, got -2'],
    [{ stop: new Array(17).fill('x') }, ', got a list of 17'],
    [{ stop_at: 'paragraph' }, 'stop_at: wanted "word", "sentence" or "line", got a string of 9 characters'],
    [{ prompt: {} }, ', got an object'],
    [{ prompt: [] }, ', got a list of 0'],
    [
      { stop: ['a', ''] },
      'stop.1: Too small: expected string to have >=1 characters, got a string of 0 characters',
    ],
    [{ suffix: 5 }, 'suffix: Invalid input: expected string, received number'],
    [{ temperature: 3 }, 'got 3'],
    [{ prompt: 'my secret \ud800' }, 'got a string of 11 characters'],
  ])('and says what was got, but no word of a text: %j', async (body, said) => {
    const { message } = await refused(body);
    expect(message).toContain(said);
    expect(message).not.toContain('secret');
  });

  it('in a query and of /tokenize too', async () => {
    expect(await failure(await app.ask('/complete?inputs=Hi&n_predict=1.5'))).toMatchObject({
      param: 'n_predict',
    });
    for (const [query, param] of [
      ['num_return_sequences=2', 'num_return_sequences'],
      ['n_predict=2&n_predict=3', 'n_predict'],
      ['typical_p=0.5', 'typical_p'],
    ])
      expect(await failure(await app.ask(`/complete?prompt=Hi&${query}`))).toMatchObject({
        param,
        message: expect.stringMatching(`^${param}: `),
      });
    expect((await app.ask('/complete?prompt=Hi&typical_p=1&use_beam_search=false')).status).toBe(200);
    const body = JSON.stringify({ text: 5 });
    expect(await failure(await app.ask('/tokenize', { method: 'POST', body }))).toMatchObject({
      param: 'text',
      message: 'text: wanted a string, got 5',
    });
  });
});

it('keeps what every object inherits out of a body, wherever it stands', async () => {
  const body = '{"prompt":"Hi","max_tokens":1,"options":{"__proto__":{"n":99},"constructor":{"n":99}}}';
  expect((await app.ask('/complete', { method: 'POST', body })).status).toBe(200);
});
