import { beforeAll, describe, expect, it } from 'vitest';
import { complete, failure, post } from './client.ts';
import { MODEL, putModel, readVersion, type Version } from './store.ts';

let version: Version;

beforeAll(async () => {
  version = await readVersion(MODEL);
  await putModel(version, MODEL);
});

const confidences = (answer: Awaited<ReturnType<typeof complete>>) =>
  answer.choices.map(({ confidence }) => confidence!);

describe.each(['/complete', '/v1/completions'])('suggestions on %s', (path) => {
  it('are distinct words, the surest first, each with its confidence', async () => {
    const answer = await complete({ prompt: 'In the mor', suggestions: 3 }, path);
    expect(answer).toMatchObject({ object: 'text_completion', model: MODEL });
    expect(answer.choices[0]).toMatchObject({ text: 'ning', finish_reason: 'stop', stop_reason: 'word' });
    expect(answer.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(new Set(answer.choices.map(({ text }) => text)).size).toBe(3);
    const sure = confidences(answer);
    expect(sure).toEqual(sure.toSorted((a, b) => b - a));
    expect(sure.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1);
    const { prompt_tokens, completion_tokens, total_tokens } = answer.usage!;
    expect(completion_tokens).toBeGreaterThanOrEqual(3);
    expect(prompt_tokens + completion_tokens).toBe(total_tokens);
  });

  it('are the same whenever they are asked for, whatever the seed', async () => {
    const ask = async (seed: number) =>
      (await complete({ prompt: 'The boats ', suggestions: 4, seed, temperature: 2 }, path)).choices;
    expect(await ask(1)).toEqual(await ask(2));
  });

  it('leave out what is not sure enough, perhaps everything', async () => {
    const body = { prompt: 'In the mor', suggestions: 3 };
    const sure = confidences(await complete(body, path));
    const some = await complete({ ...body, min_confidence: sure[0] }, path);
    expect(confidences(some)).toEqual(sure.slice(0, 1));
    const none = await complete({ ...body, prompt: 'Q', min_confidence: 1 }, path);
    expect(none.choices).toMatchObject([{ index: 0, text: '', stop_reason: 'min_confidence' }]);
    expect(none.usage!.completion_tokens).toBe(0);
  });
});

it('keeps to what is typed: case, space, and the text after the caret', async () => {
  const texts = async (body: object) =>
    (await complete({ suggestions: 3, ...body })).choices.map(({ text }) => text);
  for (const text of await texts({ prompt: 'In the ' })) expect(text).toMatch(/^\S/);
  expect(await texts({ prompt: 'In the mor', suffix: 'ning the water' })).not.toContain('ning');
});

it('ends a suggestion where it is told to, or says that it was cut off', async () => {
  const body = { prompt: 'The harbour', suggestions: 2 };
  const [sentence] = (await complete({ ...body, stop_at: 'sentence', max_tokens: 60 })).choices;
  expect(sentence.text).toMatch(/[.!?]["')]*$/);
  const [cut] = (await complete({ ...body, stop_at: 'line', max_tokens: 2 })).choices;
  expect(cut).toMatchObject({ finish_reason: 'length', stop_reason: null });
});

it('takes the confidence from the calibration of the model, where it has one', async () => {
  const line: [number, number][] = [[1, 0.5]];
  const calibration = { corpora: ['wiki'], suggestions: 1000, start: line, inside: line };
  const calibrated = { ...version, manifest: { ...version.manifest, calibration } };
  const body = { prompt: 'In the mor', suggestions: 2 };
  const before = confidences(await complete(body));
  await putModel(calibrated, 'calibrated');
  const after = confidences(await complete({ ...body, model: 'calibrated' }));
  expect(after).toEqual(before.map((sure) => sure / 2));
});

describe('what cannot go with suggestions is named', () => {
  it.each([
    ['stream', { stream: true }],
    ['n', { n: 2 }],
    ['best_of', { best_of: 2 }],
    ['echo', { echo: true }],
    ['logprobs', { logprobs: 1 }],
    ['logit_bias', { logit_bias: { 5: 1 } }],
    ['presence_penalty', { presence_penalty: 1 }],
    ['frequency_penalty', { frequency_penalty: 1 }],
    ['repetition_penalty', { repetition_penalty: 1.1 }],
    ['no_repeat_ngram_size', { no_repeat_ngram_size: 2 }],
    ['stop', { stop: '.' }],
    ['prompt', { prompt: ['a', 'b'] }],
    ['max_tokens', { max_tokens: -2 }],
    ['suggestions', { suggestions: 9 }],
    ['suggestions', { suggestions: 0 }],
    ['min_confidence', { min_confidence: 2 }],
  ])('%s', async (param, fields) => {
    const body = { prompt: 'In the', suggestions: 2, ...fields };
    expect(await failure(post('/complete', body))).toMatchObject({
      status: 400,
      code: 'invalid_value',
      param,
    });
    expect((await complete({ prompt: 'In the', suggestions: 2 })).choices).toHaveLength(2);
  });

  it('min_confidence without them', async () => {
    const body = { prompt: 'In the', min_confidence: 0.5 };
    expect(await failure(post('/complete', body))).toMatchObject({ status: 400, param: 'min_confidence' });
  });
});

it('goes on inside a word on /complete, and token by token on the route of OpenAI', async () => {
  const body = { prompt: 'In the mor', max_tokens: 4, temperature: 0 };
  const text = async (fields: object, path?: string) =>
    (await complete({ ...body, ...fields }, path)).choices[0].text;
  const healed = await text({ token_healing: true });
  expect(await text({})).toBe(healed);
  expect(healed).toMatch(/^ning/);
  expect(await text({}, '/v1/completions')).toBe(await text({ token_healing: false }));
  expect(await text({ logprobs: 1 })).toBe(await text({ token_healing: false }));
});
