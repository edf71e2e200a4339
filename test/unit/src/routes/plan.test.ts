import { expect, it } from 'vitest';
import { OPENAI_DEFAULTS } from '../../../../src/routes/plan.ts';
import { planCompletion } from '../../../../src/routes/plan-completion.ts';
import { planSuggestions } from '../../../../src/routes/suggestions.ts';
import { TEST_SETTINGS } from '../../../fixtures/settings.ts';
import { TOY_TOKENIZER } from '../../../fixtures/toy-model.ts';

const SETTINGS = { ...TEST_SETTINGS, maxPromptTokens: 10, maxCompletionTokens: 20 };

const planAll = (request: object, defaults = OPENAI_DEFAULTS) =>
  planCompletion(
    { prompt: 'Hi', ...request },
    {
      defaults,
      settings: SETTINGS,
      tokenizer: TOY_TOKENIZER,
      multiplyAccumulates: 1e6,
      randomSeed: () => 77,
    },
  );
const plan = (request: object, defaults = OPENAI_DEFAULTS) => {
  const { seed, generation } = planAll(request, defaults);
  return { seed, ...generation };
};

it('fills in what a request does not say or says with null', () => {
  const expected = { maxTokens: 16, temperature: 1, topK: 0, topP: 1, seed: 77, stop: [] };
  expect(plan({})).toMatchObject(expected);
  const nulls = { max_tokens: null, temperature: null, top_k: null, top_p: null, seed: null, stop: null };
  expect(plan(nulls)).toMatchObject(expected);
});

it('takes zeros for what they are', () => {
  expect(plan({ temperature: 0, seed: 0 })).toMatchObject({ temperature: 0, seed: 0 });
});

it('never lets defaults ask for more than the server allows', () => {
  expect(plan({}, { ...OPENAI_DEFAULTS, maxTokens: 500 })).toMatchObject({ maxTokens: 20, cutShort: false });
});

it('gives who asks for more than that, or for no limit, as much as there is, and remembers that it was more', () => {
  expect(plan({ max_tokens: 20 })).toMatchObject({ maxTokens: 20, cutShort: false });
  for (const max_tokens of [21, 4096, -1])
    expect(plan({ max_tokens })).toMatchObject({ maxTokens: 20, cutShort: true });
});

it('takes -1 of the likeliest tokens for all of them', () => {
  expect(plan({ top_k: -1 }).topK).toBe(0);
});

it('reads prompts up to the limit in tokens, of all prompts together', () => {
  expect(planAll({ prompt: '1234567890' }).prompts[0].tokens).toHaveLength(10);
  expect(() => plan({ prompt: '12345678901' })).toThrow('prompt: 11 tokens');
  expect(() => plan({ prompt: ['123456', '12345'] })).toThrow('prompt: 11 tokens');
});

it('takes prompts as texts and as token ids, one or several', () => {
  const [hi] = planAll({ prompt: 'Hi' }).prompts;
  // More text may change the last word of a text, but not tokens.
  const { sent: _, from: __, ...read } = hi;
  const fixed = { ...read, unfinished: { bytes: new Uint8Array(), finished: 2 } };
  const ids = TOY_TOKENIZER.encode('Hi');
  expect(planAll({ prompt: ids }).prompts).toEqual([fixed]);
  expect(planAll({ prompt: ['Hi', 'Hi'] }).prompts).toEqual([hi, hi]);
  expect(planAll({ prompt: [ids, ids] }).prompts).toEqual([fixed, fixed]);
  expect(() => plan({ prompt: [999] })).toThrow('prompt: wanted token ids below 257, got 999');
});

it('lets suggestions be as long as the search for them affords', () => {
  const context = {
    defaults: OPENAI_DEFAULTS,
    settings: { ...SETTINGS, maxCompletionTokens: 80 },
    tokenizer: TOY_TOKENIZER,
  };
  const suggest = (max_tokens: number) =>
    planSuggestions({ prompt: 'Hi', suggestions: 3, max_tokens }, 3, {
      ...context,
      multiplyAccumulates: 1e6,
      randomSeed: () => 77,
    });
  expect(suggest(10).maxTokens).toBe(10);
  expect(suggest(11).maxTokens).toBe(10);
});

it('allows the completions of a request together what it allows one', () => {
  expect(plan({ n: 4, max_tokens: 5 }).maxTokens).toBe(5);
  expect(plan({ n: 4 }).maxTokens).toBe(5);
  expect(plan({ n: 4, max_tokens: 6 })).toMatchObject({ maxTokens: 5, cutShort: true });
  expect(plan({ prompt: ['a', 'b'], n: 2, best_of: 4, max_tokens: 3 }).maxTokens).toBe(2);
});

it('draws n unless best_of says more, which cannot be streamed', () => {
  expect(planAll({ n: 2 })).toMatchObject({ n: 2, bestOf: 2 });
  expect(planAll({ n: 2, best_of: 3 })).toMatchObject({ n: 2, bestOf: 3 });
  expect(() => plan({ n: 2, best_of: 1 })).toThrow('best_of: wanted at least n');
  expect(() => plan({ best_of: 2, stream: true })).toThrow('best_of: cannot be streamed');
  expect(() => plan({ stream_options: {} })).toThrow('stream_options: wanted only with');
});

it('penalises nothing unless asked', () => {
  const neutral = { presence_penalty: 0, frequency_penalty: 0, repetition_penalty: 1, logit_bias: {} };
  expect(plan({ ...neutral, no_repeat_ngram_size: 0 }).penalties).toBeUndefined();
  expect(plan({ logit_bias: { 5: 2 } }).penalties?.bias).toEqual(new Map([[5, 2]]));
  expect(() => plan({ logit_bias: { 257: 2 } })).toThrow('logit_bias: wanted token ids below 257');
});

it("penalises by default what the model's manifest says", () => {
  const defaults = { ...OPENAI_DEFAULTS, frequencyPenalty: 0.3 };
  expect(plan({}, defaults).penalties?.frequency).toBe(0.3);
  expect(plan({ presence_penalty: 1 }, defaults).penalties).toMatchObject({ presence: 1, frequency: 0.3 });
  expect(plan({ frequency_penalty: 0 }, defaults).penalties).toBeUndefined();
});

it('draws where several completions are wanted and the default would make them all the same', () => {
  const defaults = { ...OPENAI_DEFAULTS, temperature: 0 };
  expect(plan({}, defaults).temperature).toBe(0);
  expect(plan({ n: 2 }, defaults).temperature).toBe(0.4);
  expect(plan({ best_of: 2 }, defaults).temperature).toBe(0.4);
  expect(plan({ n: 2, temperature: 0 }, defaults).temperature).toBe(0);
  expect(plan({ n: 2 }).temperature).toBe(1);
});

it('takes one stop string or several', () => {
  expect(plan({ stop: '.' }).stop).toEqual(['.']);
  expect(plan({ stop: ['.', '!'] }).stop).toEqual(['.', '!']);
});

it('heals where the route does, unless the request says otherwise or wants logprobs', () => {
  const healing = { ...OPENAI_DEFAULTS, tokenHealing: true };
  const healed = (request: object, defaults = healing) => planAll(request, defaults).prompts[0].heal;
  expect(healed({})).toBe(true);
  expect(healed({ token_healing: false })).toBe(false);
  expect(healed({ logprobs: 1 })).toBe(false);
  expect(healed({}, OPENAI_DEFAULTS)).toBe(false);
  expect(healed({ token_healing: true }, OPENAI_DEFAULTS)).toBe(true);
});
