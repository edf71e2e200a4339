import fc from 'fast-check';
import { expect, it } from 'vitest';
import { speakChoices } from '../../../../../src/generation/choices.ts';
import { scoreToken } from '../../../../../src/generation/drawing/score-token.ts';
import { prime } from '../../../../../src/generation/reading/prime.ts';
import { findCovers } from '../../../../../src/generation/searching/cover.ts';
import { Pace } from '../../../../../src/generation/stepping/pace.ts';
import { countModel, PROSE, proseTokenizer } from '../../../../fixtures/count-model.ts';

const tokenizer = proseTokenizer(400);
const { startToken } = tokenizer;
const surroundings = { signal: new AbortController().signal, pause: async () => {} };
const generator = { model: countModel(tokenizer, PROSE), tokenizer, startToken, multiplyAccumulates: 1e6 };
const pace = new Pace(1e6, surroundings.signal, surroundings.pause);

async function coversOf(before: string, unfinished: string) {
  const { model } = generator;
  const read = [startToken, ...tokenizer.encode(before)];
  const primed = await prime(model, model.initialState(), read, pace);
  return findCovers(generator, primed, new TextEncoder().encode(unfinished), pace);
}

function prompt(text: string) {
  const end = tokenizer.finishedLength(text);
  const bytes = new TextEncoder().encode(text.slice(end));
  return {
    text,
    tokens: tokenizer.encode(text),
    unfinished: { bytes, finished: tokenizer.encode(text.slice(0, end)).length },
    heal: true,
  };
}

async function complete(text: string, generation: object = {}, seed = 1): Promise<string> {
  const settings = { maxTokens: 6, temperature: 0, topK: 0, topP: 1, stop: [], ...generation };
  const request = {
    prompts: [prompt(text)],
    n: 1,
    bestOf: 1,
    echo: false,
    seed,
    budget: Infinity,
    generation: settings,
  };
  let said = '';
  for await (const event of speakChoices(generator, request, surroundings)) said += event.text;
  return said;
}

it('finds ways that say the unfinished bytes, none twice, and together at most all that is likely', async () => {
  const covers = await coversOf('In the', ' mor');
  const texts = covers.map(({ path, token }) => tokenizer.decode([...path, token]));
  for (const text of texts) expect(text.startsWith(' mor')).toBe(true);
  expect(new Set(covers.map(({ path, token }) => [...path, token].join())).size).toBe(covers.length);
  const total = covers.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThanOrEqual(1);
});

it('weighs a way by the probability of all its tokens', async () => {
  const { model } = generator;
  for (const { path, token, logprob } of (await coversOf('In the', ' mor')).slice(0, 20)) {
    const tokens = [...tokenizer.encode('In the'), ...path, token];
    const { scores } = await prime(model, model.initialState(), [startToken, ...tokens], pace, {
      score: (logits, token) => scoreToken(logits, token, 0),
    });
    const own = scores.slice(-(path.length + 1)).reduce((sum, score) => sum + score.logprob, 0);
    expect(logprob).toBeCloseTo(own, 5);
  }
});

it('completes a word to what the text has, wherever it was left', async () => {
  const words = [...PROSE.matchAll(/(?<=[a-z]) [a-z]{6,}(?= )/g)].slice(0, 20);
  let right = 0;
  for (const { 0: word, index } of words) {
    const whole = await complete(PROSE.slice(0, index + word.length - 1), { stopAt: 'word' });
    if (word.endsWith(whole) && whole.length === 1) right++;
  }
  // The model knows which piece follows which in this very text; it goes wrong where two words share all but a letter.
  expect(right).toBeGreaterThan(words.length / 2);
});

it('goes on with any text whatever its end, by well-formed text', async () => {
  const letters = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(letters, fc.nat(1000), async (text, seed) => {
      expect((await complete(text, { temperature: 1, maxTokens: 2 }, seed)).isWellFormed()).toBe(true);
    }),
    { numRuns: 30 },
  );
});
