import { expect, it } from 'vitest';
import { remembering } from '../../../../src/cache-model/with-cache.ts';
import { CompletionRequestSchema, MAX_TERMS } from '../../../../src/contract/completion.ts';
import { speakChoices } from '../../../../src/generation/choices.ts';
import { checkFields } from '../../../../src/routes/body.ts';
import { typistDefaults } from '../../../../src/routes/plan.ts';
import { planCompletion } from '../../../../src/routes/plan-completion.ts';
import { answerSuggestions, planSuggestions } from '../../../../src/routes/suggestions.ts';
import { withVocabulary } from '../../../../src/routes/vocabulary.ts';
import { countModel, PROSE, proseTokenizer } from '../../../fixtures/count-model.ts';
import { TEST_SETTINGS } from '../../../fixtures/settings.ts';

const tokenizer = proseTokenizer(400);
const { startToken } = tokenizer;
const model = remembering(countModel(tokenizer, PROSE), undefined);
const generation = { maxTokens: 12, temperature: 0, topK: 0, topP: 1 };
const context = {
  defaults: typistDefaults(generation),
  settings: TEST_SETTINGS,
  tokenizer,
  multiplyAccumulates: 1e6,
  randomSeed: () => 7,
};
const surroundings = { signal: new AbortController().signal, pause: async () => {} };
const servedFor = (request: object) => ({
  model: withVocabulary({ model, tokenizer }, request),
  tokenizer,
  startToken,
  multiplyAccumulates: 1e6,
});

async function suggested(request: { prompt: string; vocabulary?: string[]; manners?: 'on' | 'off' }) {
  const answer = await answerSuggestions(
    {
      head: { id: '', object: 'text_completion', created: 0, model: '', system_fingerprint: '' },
      served: servedFor(request),
      surroundings,
      seal: async () => undefined,
      onEnd: () => {},
    },
    planSuggestions({ ...request, suggestions: 3 }, 3, context),
    undefined,
  );
  return answer.choices.map(({ text }) => text);
}

async function completed(request: object): Promise<string[]> {
  const texts: string[] = [];
  const plan = planCompletion(request, context);
  for await (const { index, text } of speakChoices(servedFor(request), plan, surroundings))
    texts[index] = (texts[index] ?? '') + text;
  return texts;
}

/** Whether a suggestion begins so: a model that has only counted pairs of pieces knows no word's end. */
const goesOn = async (request: Parameters<typeof suggested>[0], rest: string) =>
  (await suggested(request)).some((text) => text.startsWith(rest));

it('suggests the rest of a term that was begun, healed or after a space, in several words too', async () => {
  const vocabulary = ['Ljubljana', "Zdenka O'Hara"];
  expect(await goesOn({ prompt: 'The boat to Ljub' }, 'ljana')).toBe(false);
  expect(await goesOn({ prompt: 'The boat to Ljub', vocabulary }, 'ljana')).toBe(true);
  expect(await goesOn({ prompt: 'The boat to (Ljubl', vocabulary }, 'jana')).toBe(true);
  expect(await goesOn({ prompt: 'I spoke to Zdenka ', vocabulary }, "O'Hara")).toBe(true);
});

it('reads a term as it reads texts: curly apostrophes, no-break spaces, decomposed marks', async () => {
  const vocabulary = ['Zdenka\u00a0O\u2019Hara', 'Kovac\u030c'];
  expect(await goesOn({ prompt: 'I spoke to Zdenka ', vocabulary }, "O'Hara")).toBe(true);
  expect(await goesOn({ prompt: 'I spoke to Zdenka O\u2019', vocabulary }, 'Hara')).toBe(true);
  expect(await goesOn({ prompt: 'I spoke to Kov', vocabulary }, 'a\u010d')).toBe(true);
});

it('completes a term, in each of several choices, with true probabilities and with its prompt', async () => {
  const begun = { prompt: 'The boat to Ljublj', vocabulary: ['Ljubljana'], max_tokens: 4 };
  for (const more of [
    {},
    { n: 2, temperature: 0.2 },
    { best_of: 3, temperature: 0.2 },
    { logprobs: 0 },
    { echo: true },
  ])
    for (const text of await completed({ ...begun, seed: 1, ...more })) expect(text).toMatch(/ana/);
});

it('says nothing that manners refuse, also if it is on the list', async () => {
  const vocabulary = ['kill you'];
  const prompt = 'If you tell anyone I will kill yo';
  expect(await suggested({ prompt, vocabulary, manners: 'off' })).toContain('u');
  expect(await suggested({ prompt, vocabulary })).not.toContain('u');
});

it('is the model itself without a vocabulary', () => {
  for (const vocabulary of [undefined, null, []])
    expect(withVocabulary({ model, tokenizer }, { vocabulary })).toBe(model);
});

it('cannot go with a model that cannot tell its pieces apart in a history', () => {
  const many = { ...countModel(tokenizer, PROSE), vocabulary: 40_000 };
  expect(() =>
    withVocabulary({ model: remembering(many, undefined), tokenizer }, { vocabulary: ['a'] }),
  ).toThrow('vocabulary: cannot go with');
});

it.each([
  ['vocabulary.1', ['a', '']],
  ['vocabulary.0', ['é'.repeat(33)]],
  ['vocabulary.2', ['a', 'b', 7]],
  ['vocabulary.0', ['two\nlines']],
  ['vocabulary.0', ['\u0000a']],
  ['vocabulary.0', [' - ']],
  ['vocabulary.0', ['\ud83d']],
  ['vocabulary', Array.from({ length: MAX_TERMS + 1 }, (_, i) => `term ${i}`)],
  ['vocabulary', 'Ljubljana'],
])('refuses what is no list of terms, and names it: %s', (param, vocabulary) => {
  let refused: unknown;
  try {
    checkFields(CompletionRequestSchema, { prompt: 'a', vocabulary });
  } catch (error) {
    refused = error;
  }
  expect(refused).toMatchObject({ code: 'invalid_value', param });
});

it('takes as many terms as are allowed, each as long as it may be', () => {
  const vocabulary = Array.from({ length: MAX_TERMS }, (_, i) => `${'é'.repeat(30)}${1000 + i}`);
  expect(checkFields(CompletionRequestSchema, { vocabulary })).toMatchObject({ vocabulary });
});
