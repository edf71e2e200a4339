/**
 * The budget of a request, in steps that are counted: several prompts, several choices, and words to heal. Choices are
 * stepped side by side, so each of them may be a step past it, and another one past the word that it heals.
 */
import { expect, it } from 'vitest';
import { speakChoices } from '../../../../src/generation/choices.ts';
import { OPENAI_DEFAULTS } from '../../../../src/routes/plan.ts';
import { planCompletion } from '../../../../src/routes/plan-completion.ts';
import { TEST_SETTINGS } from '../../../fixtures/settings.ts';
import { createToyModel, TOY_TOKENIZER, toyGenerator } from '../../../fixtures/toy-model.ts';

const MAC = 1e6;
/** No completion ends by itself. */
const NEVER_ENDS = { [TOY_TOKENIZER.startToken]: -100 };

async function run(request: object, steps: number) {
  const model = createToyModel();
  const plan = planCompletion(
    { temperature: 1, seed: 5, max_tokens: 30, logit_bias: NEVER_ENDS, ...request },
    {
      defaults: OPENAI_DEFAULTS,
      settings: { ...TEST_SETTINGS, maxCompletionTokens: 4096, requestBudget: steps * MAC },
      tokenizer: TOY_TOKENIZER,
      multiplyAccumulates: MAC,
      randomSeed: () => 9,
    },
  );
  const surroundings = { signal: new AbortController().signal, pause: async () => {} };
  const outcomes = new Map<number, string | null>();
  for await (const { index, outcome } of speakChoices(toyGenerator(model), plan, surroundings)) {
    if (outcome) outcomes.set(index, outcome.stopReason);
  }
  return { steps: model.fed.length, outcomes: [...outcomes] };
}

it('is not spent anew for later prompts: those that it does not reach end with budget, unread', async () => {
  const { steps, outcomes } = await run(
    { prompt: ['a'.repeat(40), 'b'.repeat(40)], max_tokens: 70, n: 2 },
    100,
  );
  expect(steps).toBeLessThanOrEqual(101);
  expect(outcomes).toEqual([0, 1, 2, 3].map((index) => [index, 'budget']));
});

it.each([
  { prompt: 'Once upon a time', n: 16 },
  { prompt: 'Once upon a time', n: 16, token_healing: true },
  { prompt: ['Once upon', ' a time', ' there was'], n: 4, token_healing: true },
  { prompt: 'Once upon a time', best_of: 16, max_tokens: 60 },
  { prompt: 'Once upon a time', echo: true, logprobs: 3, n: 8 },
])('is never exceeded by more than that: %j', async (request) => {
  const { n = 1, best_of = n } = request as { n?: number; best_of?: number };
  for (const steps of [33, 40, 64, 100]) {
    expect((await run(request, steps)).steps).toBeLessThanOrEqual(steps + 2 * best_of - 1);
  }
});

it('is told of where it ended a completion, and not where the completion had ended anyway', async () => {
  const { outcomes } = await run({ prompt: 'Once', max_tokens: 4 }, 100);
  expect(outcomes).toEqual([[0, null]]);
});
