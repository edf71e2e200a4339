/** Texts that are read in parts, by way of snapshots, against the same texts read at once. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeBackground } from '../../../../src/cache-model/background.ts';
import { withCache } from '../../../../src/cache-model/with-cache.ts';
import { type ChoiceEvent, speakChoices } from '../../../../src/generation/choices.ts';
import type { Outcome } from '../../../../src/generation/continuation.ts';
import { PrefixCache } from '../../../../src/generation/reading/prefix-cache.ts';
import type { Snapshot } from '../../../../src/generation/reading/snapshot.ts';
import { OPENAI_DEFAULTS } from '../../../../src/routes/plan.ts';
import { planCompletion } from '../../../../src/routes/plan-completion.ts';
import { TEST_SETTINGS } from '../../../fixtures/settings.ts';
import { createToyModel, TOY_TOKENIZER, toyGenerator } from '../../../fixtures/toy-model.ts';

const CACHE = {
  window: 64,
  corpora: ['own'],
  shares: { once: [0.2, 0.3, 0.4, 0.5], same: [0.4, 0.5, 0.6, 0.7], mixed: [0.1, 0.2, 0.3, 0.4] },
  marginals: {
    strength: 0.4,
    decay: 0.98,
    prior: 50,
    background: encodeBackground(
      Array.from({ length: TOY_TOKENIZER.size }, (_, token) => 1 + token),
      TOY_TOKENIZER.startToken,
    ),
  },
};

/**
 * The toy model remembers all of a text in its one number of state, so two states are equal if the texts were; and its
 * cache remembers who has said what.
 */
async function run(request: object, from?: Snapshot, cache?: PrefixCache, budget = 1e12) {
  const model = createToyModel();
  const plan = planCompletion(
    { max_tokens: 12, temperature: 1, seed: 5, resumable: true, logprobs: 2, ...request },
    {
      defaults: OPENAI_DEFAULTS,
      settings: { ...TEST_SETTINGS, maxPromptTokens: 1000, requestBudget: budget },
      tokenizer: TOY_TOKENIZER,
      multiplyAccumulates: 1e6,
      randomSeed: () => 9,
      from,
    },
  );
  const surroundings = { signal: new AbortController().signal, pause: async () => {} };
  const speaking = speakChoices(
    toyGenerator(withCache(model, CACHE)),
    plan,
    surroundings,
    cache?.within('scope'),
  );
  const events: ChoiceEvent[] = [];
  let next = await speaking.next();
  for (; !next.done; next = await speaking.next()) events.push(next.value);
  const outcome = events.findLast((event) => event.outcome)?.outcome as Outcome;
  return {
    text: events.map((event) => event.text).join(''),
    scores: events.flatMap((event) => event.scores),
    read: events.find((event) => event.snapshot)?.snapshot as Snapshot,
    outcome,
    written: outcome.snapshot as Snapshot,
    steps: model.fed.length,
    cached: next.value.cachedTokens,
    resumed: next.value.resumedTokens,
  };
}

const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
      fc.constantFrom(
        'https://a.example/b?c=d',
        ' 東京都 ',
        "don't",
        '\n\n',
        '  if (a) {\n',
        '👩‍👩‍👧',
        ' 12.5 %',
        'naïve',
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => text.isWellFormed());

it('gives the same scores and text for a text read at once and for one resumed anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.nat(), async (text, at) => {
      const characters = [...text];
      const cut = 1 + (at % characters.length);
      const whole = await run({ prompt: text });
      const { read } = await run({ prompt: characters.slice(0, cut).join(''), max_tokens: 0 });
      const resumed = await run({ append: characters.slice(cut).join(''), resume: 'x' }, read);
      expect(resumed.text).toBe(whole.text);
      expect(resumed.scores).toEqual(whole.scores);
      expect(resumed.read).toEqual(whole.read);
      expect(resumed.written).toEqual(whole.written);
    }),
  );
});

it('steps no more than the unfinished word, what was appended, and the token before them', async () => {
  const { read } = await run({ prompt: 'The history of the ci', max_tokens: 0 });
  const resumed = await run({ append: 'ty', resume: 'x', max_tokens: 0 }, read);
  expect(resumed.steps).toBe(1 + ' city'.length);
  expect(resumed.cached).toBe('The history of the'.length - 1);
  expect(resumed.resumed).toBe(resumed.cached);
});

it('keeps penalties over the text before, as far as they look back', async () => {
  const penalties = { repetition_penalty: 1.8, no_repeat_ngram_size: 2 };
  const whole = await run({ prompt: 'abcabc abcab', ...penalties });
  const { read } = await run({ prompt: 'abcabc ab', max_tokens: 0 });
  expect((await run({ append: 'cab', resume: 'x', ...penalties }, read)).text).toBe(whole.text);
});

it.each([0, 1, 5, 11])('goes on after %i tokens as if it had never ended', async (most) => {
  const penalties = { frequency_penalty: 0.7, presence_penalty: 0.5 };
  const whole = await run({ prompt: 'Once', max_tokens: 12, ...penalties });
  const begun = await run({ prompt: 'Once', max_tokens: most, ...penalties });
  const rest = await run(
    { resume: 'x', seed: undefined, max_tokens: 12 - most, ...penalties },
    begun.written,
  );
  expect(begun.text + rest.text).toBe(whole.text);
  expect(rest.written).toEqual(whole.written);
});

it('shows later what was said and not shown: half a character, the beginning of the next word', async () => {
  const model = createToyModel((fed) => TOY_TOKENIZER.encode('a€ now')[fed.length - 3]);
  const generator = toyGenerator(model);
  const speakAll = async (request: object, from?: Snapshot) => {
    const plan = planCompletion(
      { temperature: 0, resumable: true, ...request },
      {
        defaults: OPENAI_DEFAULTS,
        settings: TEST_SETTINGS,
        tokenizer: TOY_TOKENIZER,
        multiplyAccumulates: 1e6,
        randomSeed: () => 1,
        from,
      },
    );
    const surroundings = { signal: new AbortController().signal, pause: async () => {} };
    let text = '';
    let outcome: Outcome | null = null;
    for await (const event of speakChoices(generator, plan, surroundings)) {
      text += event.text;
      outcome = event.outcome;
    }
    return { text, snapshot: outcome!.snapshot! };
  };
  const begun = await speakAll({ prompt: 'Hi', max_tokens: 2 });
  expect(begun.text).toBe('a');
  expect(begun.snapshot.bytes).toEqual(new TextEncoder().encode('€').slice(0, 1));
  const word = await speakAll({ prompt: 'Hi', max_tokens: 9, stop_at: 'word' });
  expect(word.text).toBe('a');
  expect(new TextDecoder().decode(word.snapshot.bytes)).toBe('€');
});

it('stays where it was when what was left unshown is all that it says', async () => {
  const request = { prompt: 'Once', max_tokens: 9, seed: 4, stop_at: 'word', logprobs: undefined };
  const begun = await run(request);
  expect(begun.written.bytes.length).toBeGreaterThan(0);
  const stop = [new TextDecoder().decode(begun.written.bytes)];
  const silent = await run({ resume: 'x', seed: undefined, stop }, begun.written);
  expect(silent.outcome).toMatchObject({ stopReason: stop[0], completionTokens: 0 });
  expect(silent.written.state).toEqual(begun.written.state);
  expect(silent.written.pending).toBe(begun.written.pending);
});

it('reads nothing twice that it has read lately', async () => {
  const cache = new PrefixCache(1e6);
  const request = { max_tokens: 0 };
  await run({ prompt: 'The history of the ci', ...request }, undefined, cache);
  const again = await run({ prompt: 'The history of the city', ...request }, undefined, cache);
  expect(again.steps).toBe(1 + ' city'.length);
  expect(again.cached).toBe('The history of the'.length - 1);
  // That it was read before is nobody's business, and nobody is told.
  expect(again.resumed).toBe(0);
  const cold = await run({ prompt: 'The history of the city', ...request });
  expect(again.written).toEqual(cold.written);
  const other = await run({ prompt: 'The histories of the city', ...request }, undefined, cache);
  expect(other.written).toEqual((await run({ prompt: 'The histories of the city', ...request })).written);
});

it('says as much for its budget whether it was read before or not', async () => {
  const cache = new PrefixCache(1e6);
  const request = { prompt: 'The history of the city', max_tokens: 12 };
  const budget = 29e6;
  const cold = await run(request, undefined, cache, budget);
  const warm = await run(request, undefined, cache, budget);
  expect(warm.steps).toBeLessThan(cold.steps);
  expect(warm.outcome).toEqual(cold.outcome);
  expect(cold.outcome.stopReason).toBe('budget');
  expect(warm.text).toBe(cold.text);
});

it('ends with what the budget of work allows, and can be gone on with', async () => {
  const short = await run({ prompt: 'Once', max_tokens: 12 }, undefined, undefined, 9e6);
  expect(short.outcome).toMatchObject({ finishReason: 'length', stopReason: 'budget', completionTokens: 5 });
  expect(short.steps).toBe(9);
  const rest = await run({ resume: 'x', seed: undefined, max_tokens: 7 }, short.written);
  expect(short.text + rest.text).toBe((await run({ prompt: 'Once', max_tokens: 12 })).text);
});
