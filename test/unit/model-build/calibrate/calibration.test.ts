import fc from 'fast-check';
import { expect, it } from 'vitest';
import { calibrate, suggestionCases } from '../../../../model-build/calibrate/calibration.ts';
import { caretPlaces, caretsOf, trueContinuation } from '../../../../model-build/calibrate/carets.ts';
import { logisticLine } from '../../../../model-build/calibrate/logistic-line.ts';
import { deciles } from '../../../../model-build/calibrate/reliability.ts';
import { STRETCH_LENGTH, stretchesOf } from '../../../../model-build/calibrate/stretches.ts';
import { createRng } from '../../../../src/generation/drawing/rng.ts';
import { prime } from '../../../../src/generation/reading/prime.ts';
import { confidenceOf, heightAt } from '../../../../src/generation/searching/confidence.ts';
import { Pace } from '../../../../src/generation/stepping/pace.ts';
import { countModel, PROSE, proseTokenizer } from '../../../fixtures/count-model.ts';

const pace = new Pace(1e6, new AbortController().signal, async () => {});
const tokenizer = proseTokenizer(400);
const sample = { text: PROSE.slice(0, 3000), length: 1000 };

it('puts carets before words and up to four letters into them, in the order of the text', () => {
  const carets = caretsOf([sample, sample], 120);
  expect(carets.length).toBeGreaterThan(100);
  const typed = carets.map(({ at }) => /[\p{L}\p{N}']*$/u.exec(sample.text.slice(0, at))![0].length);
  for (const letters of [0, 1, 2, 3, 4]) expect(typed).toContain(letters);
  expect(Math.max(...typed)).toBe(4);
  const places = carets.map(({ document, at }) => document * sample.text.length + at);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  for (const { at } of carets) expect(at).toBeLessThan(sample.length);
});

it('reads each document once, and knows at a caret what a request with that text would', async () => {
  const model = countModel(tokenizer, PROSE);
  for await (const place of caretPlaces({ model, tokenizer }, [sample], caretsOf([sample], 40), pace)) {
    const end = tokenizer.finishedLength(place.before);
    const read = [tokenizer.startToken, ...tokenizer.encode(place.before.slice(0, end))];
    const fresh = await prime(countModel(tokenizer, PROSE), model.initialState(), read, pace);
    expect(place.primed.logits).toEqual(fresh.logits);
    expect(place.primed.state).toEqual(fresh.state);
    expect(new TextDecoder().decode(place.unfinished)).toBe(place.before.slice(end));
    expect(sample.text.startsWith(place.before + place.after.slice(0, 100))).toBe(true);
  }
});

it('takes as true what the text itself says up to its next boundary', () => {
  expect(trueContinuation('ry of the city', 'word')).toBe('ry');
  expect(trueContinuation(', in the city', 'word')).toBe(', in');
  expect(trueContinuation(' went home. She', 'sentence')).toBe(' went home.');
});

it('takes a suggestion for right if it says exactly that', async () => {
  const cases = await suggestionCases({ model: countModel(tokenizer, PROSE), tokenizer }, [sample], 60);
  const first = cases.filter(({ rank }) => rank === 0);
  expect(cases.length).toBeGreaterThan(2 * first.length);
  expect(new Set(cases.map(({ kind }) => kind))).toEqual(new Set(['start', 'inside']));
  const share = first.filter(({ right }) => right).length / first.length;
  // A model that has counted this very text.
  expect(share).toBeGreaterThan(0.3);
  expect(share).toBeLessThan(0.9);
});

it('cuts stretches that begin with a paragraph and do not overlap', () => {
  const documents = [PROSE, PROSE.slice(0, 500), PROSE.repeat(9)];
  const stretches = stretchesOf(documents);
  expect(stretches.length).toBeGreaterThan(20);
  for (const { text, length } of stretches) {
    expect(length).toBeLessThanOrEqual(STRETCH_LENGTH);
    expect(documents.some((document) => document.includes(text))).toBe(true);
  }
  const covered = stretches.reduce((sum, { length }) => sum + length, 0);
  expect(covered).toBeLessThanOrEqual(documents.join('').length);
});

/** Cases whose chance of being right is a function of the probability. */
function drawn(seed: number, count: number, chance: (probability: number) => number) {
  const rng = createRng(seed);
  return Array.from({ length: count }, (_, i) => {
    const probability = rng.next();
    const kind = i % 2 === 0 ? ('start' as const) : ('inside' as const);
    return { probability, kind, rank: 0, right: rng.next() < chance(probability) };
  });
}

it('draws a line that never falls, of at most 16 points, whatever the cases', () => {
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.integer({ min: 50, max: 3000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (seed, count, chance) => {
        const line = logisticLine(drawn(seed, count, () => chance));
        expect(line.length).toBeGreaterThan(0);
        expect(line.length).toBeLessThanOrEqual(16);
        for (const [i, [x, y]] of line.entries()) {
          if (i > 0) expect(x).toBeGreaterThan(line[i - 1][0]);
          if (i > 0) expect(y).toBeGreaterThanOrEqual(line[i - 1][1]);
        }
      },
    ),
    { numRuns: 50 },
  );
});

it('learns from some suggestions what others are worth', () => {
  const chance = (probability: number) => probability / (probability + 2 * (1 - probability));
  const calibration = calibrate(drawn(1, 40_000, chance), ['made up']);
  expect(calibration).toMatchObject({ corpora: ['made up'], suggestions: 40_000 });
  const confident = drawn(2, 40_000, chance).map(({ kind, probability, right }) => {
    const text = kind === 'inside' ? 'In the mor' : 'In the ';
    const at = { calibration, stopAt: 'word' as const, text };
    return { confidence: confidenceOf(Math.log(probability), at), right };
  });
  for (const { difference } of deciles(confident)) expect(Math.abs(difference)).toBeLessThan(0.03);
});

it('refuses to learn from too little', () => {
  expect(() =>
    calibrate(
      drawn(1, 60, () => 1),
      ['made up'],
    ),
  ).toThrow('30 suggestions, wanted at least 50');
});

it('leaves the probability of sentences, and of models without calibration, as it is', () => {
  const line: [number, number][] = [[0.5, 0.2]];
  const calibration = { corpora: ['a'], suggestions: 9, start: line, inside: line };
  const logprob = Math.log(0.25);
  expect(confidenceOf(logprob, { calibration, stopAt: 'word', text: 'a' })).toBeCloseTo(0.1);
  expect(confidenceOf(logprob, { calibration, stopAt: 'sentence', text: 'a' })).toBeCloseTo(0.25);
  expect(confidenceOf(logprob, { stopAt: 'word', text: 'a' })).toBeCloseTo(0.25);
});

it('goes from nothing through the points of a line and no higher', () => {
  const line: [number, number][] = [
    [0.2, 0.1],
    [0.6, 0.9],
  ];
  const heights = [0, 0.05, 0.1, 0.5, 0.9, 0.9];
  for (const [i, x] of [0, 0.1, 0.2, 0.4, 0.6, 1].entries())
    expect(heightAt(line, x)).toBeCloseTo(heights[i], 12);
});
