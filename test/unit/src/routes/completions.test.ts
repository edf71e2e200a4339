import { beforeEach, describe, expect, it } from 'vitest';
import type { Completion } from '../../../../src/contract/answer.ts';
import type { ModelCard } from '../../../../src/contract/models.ts';
import { keysOf } from '../../../fixtures/api-keys.ts';
import { createTestApp, failure, type TestApp } from '../../../helpers/app.ts';

const SAYS = ' and so on';
/** A state of the toy is longer than other bodies of tests. */
const maxBodyBytes = 10_000;
const BODY = { max_tokens: SAYS.length, temperature: 0, token_healing: false, resumable: true };

describe('the budget of work', () => {
  const STEPS = 6;
  let app: TestApp;
  beforeEach(async () => {
    const card = (await (await createTestApp().ask('/v1/models/random')).json()) as ModelCard;
    app = createTestApp({ maxBodyBytes, requestBudget: STEPS * card.architecture.multiplyAccumulates });
  });
  const ask = async (body: object) => (await (await app.post({ ...BODY, ...body })).json()) as Completion;

  it('cuts a completion off, which says so and can be gone on with to the same end', async () => {
    let [choice] = (await ask({ prompt: 'Hi' })).choices;
    let { text } = choice;
    expect(choice).toMatchObject({ finish_reason: 'length', stop_reason: 'budget' });
    expect(app.toy.fed).toHaveLength(STEPS);
    while (choice.stop_reason === 'budget') {
      [choice] = (await ask({ resume: choice.continue, max_tokens: SAYS.length - text.length })).choices;
      text += choice.text;
    }
    expect(text).toBe(SAYS);
    expect(choice).toMatchObject({ finish_reason: 'length', stop_reason: null });
  });

  it('refuses a prompt that it would not last for, with the limit', async () => {
    const refused = await failure(await app.post({ ...BODY, prompt: 'Hi there' }));
    expect(refused).toMatchObject({ status: 400, code: 'prompt_too_long', param: 'prompt' });
    expect(refused.message).toContain(`at most ${STEPS - 1}`);
    const { usage } = await ask({ prompt: 'Hi there', truncate_prompt_tokens: -1 });
    expect(usage!.prompt_tokens).toBe(STEPS - 1);
  });
});

describe('two API keys', () => {
  let app: TestApp;
  beforeEach(() => {
    app = createTestApp({ maxBodyBytes, apiKeys: keysOf({ 'key-1': 'site', 'key-2': 'editor' }) });
  });
  const as = (key: string, body: object) =>
    app.post({ ...BODY, max_tokens: 0, ...body }, { authorization: `Bearer ${key}` });
  const answerTo = async (key: string, body: object) => (await (await as(key, body)).json()) as Completion;

  it('cannot use the states of each other, which are foreign', async () => {
    const { resume } = await answerTo('key-1', { prompt: 'a secret text' });
    expect(await failure(await as('key-2', { resume }))).toMatchObject({
      status: 409,
      code: 'resume_unusable',
      resume_status: 'foreign',
    });
    const own = await answerTo('key-2', { resume, prompt: 'Hi' });
    expect(own).toMatchObject({ resume_status: 'foreign', usage: { prompt_tokens: 2 } });
    expect(await answerTo('key-1', { resume })).toMatchObject({ resume_status: 'hit' });
  });

  it('have no texts in common that were read before', async () => {
    const stepsOf = async (key: string) => {
      const before = app.toy.fed.length;
      await answerTo(key, { prompt: 'a secret text' });
      return app.toy.fed.length - before;
    };
    const cold = await stepsOf('key-1');
    expect(await stepsOf('key-1')).toBeLessThan(cold);
    expect(await stepsOf('key-2')).toBe(cold);
  });
});

it('takes a top_p of 0, as OpenAI does, for the likeliest token alone', async () => {
  const { post } = createTestApp();
  const drawn = await post({ prompt: 'ab', temperature: 2, top_p: 0, seed: 7 });
  expect(drawn.status).toBe(200);
  const likeliest = await post({ prompt: 'ab', temperature: 0 });
  const { choices } = (await drawn.json()) as { choices: unknown };
  expect(choices).toEqual(((await likeliest.json()) as { choices: unknown }).choices);
});
