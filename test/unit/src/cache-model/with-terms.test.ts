import { expect, it } from 'vitest';
import { numbersOf } from '../../../../src/cache-model/history.ts';
import { Terms } from '../../../../src/cache-model/terms.ts';
import { remembering } from '../../../../src/cache-model/with-cache.ts';
import { type RememberingModel, withTerms } from '../../../../src/cache-model/with-terms.ts';
import type { StepModel } from '../../../../src/contract/step-model.ts';
import { softmax } from '../../../../src/generation/drawing/score.ts';
import { countModel, PROSE, proseTokenizer } from '../../../fixtures/count-model.ts';

const tokenizer = proseTokenizer(400);
const network = countModel(tokenizer, PROSE, 0.5);
let disposals = 0;
/** As blocks do it: the same steps, some at a time. */
const blocks: StepModel = {
  ...network,
  rows: 4,
  async read(tokens, state, wanted) {
    const all: Float32Array[] = [];
    for (const token of tokens) all.push((await network.step(token, state)).slice());
    return wanted === 'all' ? all : wanted === 'last' ? all.slice(-1) : [];
  },
  async stepMany(tokens, states) {
    const all: Float32Array[] = [];
    for (const [i, token] of tokens.entries()) all.push((await network.step(token, states[i])).slice());
    return all;
  },
  step: async (token, state) => (await network.step(token, state)).slice(),
  dispose: () => void disposals++,
};
const model = remembering(blocks, undefined) as RememberingModel;
const terms = new Terms(['Ljubljana', 'Kranj'], tokenizer);
const given = withTerms(model, terms);

const TEXT = [tokenizer.startToken, ...tokenizer.encode('The boat to Ljubljana, and then (Kranj')];

async function stepped(some: StepModel, tokens = TEXT) {
  const state = some.initialState();
  const all: Float32Array[] = [];
  for (const token of tokens) all.push(softmax(await some.step(token, state)));
  return { all, state };
}

it('gives terms their share, by how much of one was said, and takes it from all alike', async () => {
  const [plain, raised] = [await stepped(model), await stepped(given)];
  const shares = new Set<number>();
  for (const [i, probabilities] of raised.all.entries()) {
    const numbers = numbersOf((await stepped(model, TEXT.slice(0, i + 1))).state.at(-1)!);
    const foreseen = terms.after(numbers)!;
    // Of two tokens that are not foreseen, one tells how much was taken.
    const other = [...probabilities.keys()].find((token) => !foreseen.followers.has(token))!;
    const left = probabilities[other] / plain.all[i][other];
    let [given, wanted] = [0, 0];
    for (const [token, part] of foreseen.followers) {
      given += part;
      wanted += probabilities[token] - left * plain.all[i][token];
    }
    expect(left).toBeLessThan(1);
    expect(wanted).toBeCloseTo(1 - left, 4);
    // What is given is in proportion to the terms that go on.
    const odds = (1 - left) / left / given;
    shares.add(Math.round((1e4 * odds) / (1 + odds)) / 1e4);
    expect(probabilities.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 4);
  }
  expect([...shares].sort()).toEqual([0.001, 0.1, 0.85]);
});

it('leaves the states as the model leaves them: a text that was read without terms goes on with them', async () => {
  expect((await stepped(given)).state).toEqual((await stepped(model)).state);
});

it('reads blocks, and steps several texts at once, as it steps token by token', async () => {
  const { all } = await stepped(given);
  for (const wanted of ['all', 'last'] as const) {
    const state = given.initialState();
    const read: Float32Array[] = [];
    for (let from = 0; from < TEXT.length; from += 4)
      read.push(...(await given.read!(TEXT.slice(from, from + 4), state, wanted)));
    const expected = wanted === 'all' ? all : all.filter((_, i) => i % 4 === 3 || i === TEXT.length - 1);
    expect(read.map(softmax)).toEqual(expected);
  }
  const states = [given.initialState(), given.initialState()];
  for (const [i, token] of TEXT.entries()) {
    const [one, other] = await given.stepMany!([token, tokenizer.startToken], states);
    expect(softmax(one)).toEqual(all[i]);
    if (i === 0) expect(softmax(other)).toEqual(all[0]);
  }
});

it('says what the model says where there is nothing to foresee', async () => {
  expect((await stepped(withTerms(model, new Terms([], tokenizer)))).all).toEqual((await stepped(model)).all);
});

it('does not end the model with itself', () => {
  given.dispose();
  expect(disposals).toBe(0);
  model.dispose();
  expect(disposals).toBe(1);
});
