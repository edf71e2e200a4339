/** A model with a cache beside the same model without, served. */
import { beforeAll, describe, expect, it } from 'vitest';
import { complete } from './client.ts';
import { MODEL, putModel, readVersion, withCache } from './store.ts';

const CACHED = 'cached';

beforeAll(async () => {
  const version = await readVersion(MODEL);
  await putModel(version, MODEL);
  await putModel(withCache(version), CACHED);
});

/** Logarithms of the probabilities of a text's tokens, the first excepted. */
async function logprobsOf(model: string, text: string): Promise<number[]> {
  const { choices } = await complete({ model, prompt: text, max_tokens: 0, echo: true, logprobs: 0 });
  return choices[0].logprobs!.token_logprobs.slice(1) as number[];
}
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

describe('a served cache', () => {
  it('finds what comes again likelier, and what does not no likelier', async () => {
    const [once, again] = ['Zqex Wvutsom', ' and Zqex Wvutsom'];
    const bare = await logprobsOf(MODEL, once + again);
    const cached = await logprobsOf(CACHED, once + again);
    const first = (await logprobsOf(MODEL, once)).length;
    expect(sum(cached.slice(first))).toBeGreaterThan(sum(bare.slice(first)) + 5);
    expect(sum(cached.slice(0, first))).toBeLessThanOrEqual(sum(bare.slice(0, first)) + 1e-3);
  });

  it('goes on with a name that the prompt has told, and not in a circle', async () => {
    const prompt = 'Zqex Wvutsom went out. Then Zqex Wvutsom came in. Later Zqex';
    const { choices } = await complete({ model: CACHED, prompt, max_tokens: 40, temperature: 0 });
    expect(choices[0].text).toContain(' Wvutsom');
    expect(choices[0].text.split('Wvutsom').length - 1).toBeLessThanOrEqual(2);
  });

  it('gives the same text for the same seed', async () => {
    const request = { model: CACHED, prompt: 'The boats, the boats', max_tokens: 24, seed: 4 };
    expect((await complete(request)).choices).toEqual((await complete(request)).choices);
  });
});
