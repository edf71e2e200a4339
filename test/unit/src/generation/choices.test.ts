import { expect, it } from 'vitest';
import type { State } from '../../../../src/contract/step-model.ts';
import { type ChoiceEvent, type ChoicesRequest, speakChoices } from '../../../../src/generation/choices.ts';
import { scoreToken } from '../../../../src/generation/drawing/score-token.ts';
import type { Prompt } from '../../../../src/generation/reading/read-prompt.ts';
import type { ServedModel } from '../../../../src/generation/stepping/served-model.ts';
import { countModel, PROSE, proseTokenizer } from '../../../fixtures/count-model.ts';

const tokenizer = proseTokenizer(400);
const surroundings = { signal: new AbortController().signal, pause: async () => {} };
const prompt = (text: string): Prompt => {
  const tokens = tokenizer.encode(text);
  return { text, tokens, unfinished: { bytes: new Uint8Array(), finished: tokens.length }, heal: false };
};

const GENERATION = { maxTokens: 8, temperature: 1, topK: 0, topP: 1, stop: [] };
const REQUEST: ChoicesRequest = {
  prompts: [prompt('The harbour')],
  n: 1,
  bestOf: 1,
  echo: false,
  seed: 5,
  budget: Number.POSITIVE_INFINITY,
  generation: GENERATION,
};

function prose() {
  const model = countModel(tokenizer, PROSE);
  const { startToken } = tokenizer;
  const served: ServedModel = { model, tokenizer, startToken, multiplyAccumulates: 1e6 };
  return { model, served };
}

async function run(request: Partial<ChoicesRequest>, { model, served } = prose()) {
  const events: ChoiceEvent[] = [];
  const speaking = speakChoices(served, { ...REQUEST, ...request }, surroundings);
  let next = await speaking.next();
  for (; !next.done; next = await speaking.next()) events.push(next.value);
  const texts: string[] = [];
  for (const { index, text } of events) texts[index] = (texts[index] ?? '') + text;
  return { events, texts, said: next.value.completionTokens, steps: model.steps };
}

it('reads a prompt once for all its completions', async () => {
  const { texts, said, steps } = await run({ n: 4, bestOf: 4 });
  expect(texts).toHaveLength(4);
  expect(new Set(texts).size).toBeGreaterThan(1);
  // Start token and prompt; then each token but the last of a completion.
  expect(steps).toBe(1 + REQUEST.prompts[0].tokens.length + said - 4);
});

it('gives as first of several choices the one it gives alone', async () => {
  const alone = await run({});
  expect((await run({ n: 3, bestOf: 3 })).texts[0]).toBe(alone.texts[0]);
});

it('gives the same choices where a model steps several states at once, in fewer calls', async () => {
  const single = prose();
  const several = prose();
  let calls = 0;
  const model = {
    ...several.model,
    rows: 3,
    read: undefined,
    async stepMany(tokens: readonly number[], states: readonly State[]) {
      calls++;
      const logits: Float32Array[] = [];
      for (const [i, token] of tokens.entries()) {
        logits.push((await several.model.step(token, states[i]!)).slice());
      }
      return logits;
    },
  };
  const request = { n: 7, bestOf: 7, generation: { ...GENERATION, scoreTop: 1, stopAt: 'word' as const } };
  const together = await run(request, { model, served: { ...several.served, model: { ...model, rows: 3 } } });
  const alone = await run(request, single);
  expect(together.texts).toEqual(alone.texts);
  for (let index = 0; index < 7; index++) {
    const ofIndex = (events: ChoiceEvent[]) => events.filter((event) => event.index === index);
    expect(ofIndex(together.events)).toEqual(ofIndex(alone.events));
  }
  // Seven in waves of three.
  expect(calls).toBeGreaterThan(0);
  expect(calls).toBeLessThanOrEqual(3 * (GENERATION.maxTokens - 1));
});

it('answers several prompts as it answers each', async () => {
  const prompts = [prompt('The harbour'), prompt('In the')];
  const together = await run({ prompts, n: 2, bestOf: 2 });
  for (const [p, one] of prompts.entries()) {
    expect(together.texts.slice(2 * p, 2 * p + 2)).toEqual(
      (await run({ prompts: [one], n: 2, bestOf: 2 })).texts,
    );
  }
});

it('answers the likeliest of those it draws, by their mean log probability', async () => {
  const generation = { ...GENERATION, scoreTop: 0 };
  const all = await run({ n: 6, bestOf: 6, generation });
  const mean = (index: number) => {
    const scores = all.events.filter((event) => event.index === index).flatMap((event) => event.scores);
    return scores.reduce((sum, { logprob }) => sum + logprob, 0) / scores.length;
  };
  const ranked = [...all.texts.keys()].sort((a, b) => mean(b) - mean(a)).map((index) => all.texts[index]);
  const best = await run({ n: 2, bestOf: 6 });
  expect(best.texts).toEqual(ranked.slice(0, 2));
  expect(best.said).toBe(all.said);
});

it('scores every token of the prompt by what stands before it', async () => {
  const generation = { ...GENERATION, maxTokens: 0, scoreTop: 2 };
  const { events, said } = await run({ echo: true, generation });
  expect(said).toBe(0);
  expect(events).toHaveLength(2);
  expect(events[0].text).toBe('The harbour');
  expect(events[1].outcome).toEqual({ finishReason: 'length', stopReason: null, completionTokens: 0 });
  const { model } = prose();
  const state = model.initialState();
  let before = tokenizer.startToken;
  for (const [i, token] of REQUEST.prompts[0].tokens.entries()) {
    expect(events[0].scores[i]).toEqual(scoreToken(await model.step(before, state), token, 2));
    before = token;
  }
});

it('says which stop string ended it', async () => {
  const { texts } = await run({});
  const stop = texts[0].slice(3, 6);
  const { events } = await run({ generation: { ...GENERATION, stop: ['never said', stop] } });
  expect(events.at(-1)!.outcome).toMatchObject({ finishReason: 'stop', stopReason: stop });
});
