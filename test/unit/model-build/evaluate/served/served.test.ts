import { describe, expect, it } from 'vitest';
import { caretPlaces } from '../../../../../model-build/calibrate/carets.ts';
import { ListReader } from '../../../../../model-build/evaluate/served/list.ts';
import { OneCaretAWord } from '../../../../../model-build/evaluate/served/one-caret.ts';
import { remembering } from '../../../../../model-build/evaluate/served/remembering.ts';
import { type Served, servedSearch, unlimited } from '../../../../../model-build/evaluate/served/search.ts';
import { countServed, servedFigures } from '../../../../../model-build/evaluate/served/served.ts';
import { Typist } from '../../../../../model-build/evaluate/served/typist.ts';
import type { Calibration } from '../../../../../src/contract/manifest.ts';
import { suggest } from '../../../../../src/generation/searching/suggest.ts';
import { countModel, proseTokenizer } from '../../../../fixtures/count-model.ts';

const tokenizer = proseTokenizer(500);
const GENERATION = { maxTokens: 16, temperature: 0, topK: 0, topP: 1 };
const LINE = 'Nothing is thrown away, and bread needs salt.';

/** A model that knows `known`; `calibration` as in a manifest. */
const servedFrom = (known: string, calibration?: Calibration): Served => ({
  model: countModel(tokenizer, known, 1e-6),
  tokenizer,
  generation: GENERATION,
  calibration,
});

const whole = (text: string) => ({ text, length: text.length });

/** Places as a reader is told of them. */
const at = (text: string, caret: number) => ({
  document: 0,
  at: caret,
  before: text.slice(0, caret),
  after: text.slice(caret),
  primed: { state: [], logits: new Float32Array(), scores: [] },
  unfinished: new Uint8Array(),
});

/** Lets a reader see at every caret that it asks about what `answer` says there. */
function readThrough(
  reader: ListReader | Typist | OneCaretAWord,
  text: string,
  answer: (caret: number) => [text: string, confidence: number][],
): number[] {
  const asked: number[] = [];
  for (let caret = 0; caret < text.length; caret++) {
    if (!reader.asks(caret)) continue;
    asked.push(caret);
    reader.see(
      at(text, caret),
      answer(caret).map(([said, confidence]) => ({ text: said, confidence })),
    );
  }
  return asked;
}

describe('the suggestions at a caret', () => {
  it('are those of the product: the same texts and probabilities as suggest() gives', async () => {
    const served = servedFrom(LINE);
    const carets = [...LINE].map((_, caret) => ({ document: 0, at: caret }));
    const search = servedSearch(served);
    const generator = { ...served, startToken: tokenizer.startToken, multiplyAccumulates: 1 };
    let compared = 0;
    for await (const place of caretPlaces(served, [whole(LINE)], carets, unlimited())) {
      const request = { count: 3, maxTokens: 16, stopAt: 'word' as const };
      const expected = await suggest(generator, place.primed, place.unfinished, request, unlimited());
      expect(await search(place)).toEqual(
        expected.map(({ text, logprob }) => ({ text, confidence: Math.min(1, Math.exp(logprob)) })),
      );
      compared += expected.length;
    }
    expect(compared).toBeGreaterThan(LINE.length);
  });

  it('have the confidence that the calibration gives them', async () => {
    const half = { corpora: [], suggestions: 0, start: [[1, 0.5]], inside: [[1, 0.25]] };
    const search = servedSearch(servedFrom(LINE, half as unknown as Calibration));
    const carets = [
      { document: 0, at: 0 },
      { document: 0, at: 3 },
    ];
    const best: number[] = [];
    for await (const place of caretPlaces(servedFrom(LINE), [whole(LINE)], carets, unlimited()))
      best.push((await search(place))[0].confidence);
    expect(best[0]).toBeCloseTo(0.5, 2);
    expect(best[1]).toBeCloseTo(0.25, 2);
  });
});

describe('remembered steps', () => {
  it('are asked of the model once, and are the same to the bit', async () => {
    const model = countModel(tokenizer, LINE);
    const quick = remembering(model);
    const [token] = tokenizer.encode(LINE);
    const [first, second] = [model.initialState(), model.initialState()];
    const logits = (await quick.step(token, first, true)).slice();
    expect(await quick.step(token, second, true)).toEqual(logits);
    expect(second).toEqual(first);
    expect(model.steps).toBe(1);
  });

  it('are others for another token, another state, and a token that the model has not spoken', async () => {
    const model = countModel(tokenizer, LINE);
    const quick = remembering(model);
    const [token, next] = tokenizer.encode(LINE);
    const state = model.initialState();
    await quick.step(token, model.initialState(), true);
    await quick.step(next, model.initialState(), true);
    await quick.step(token, model.initialState());
    state[0][0] = -0;
    await quick.step(token, state, true);
    expect(model.steps).toBe(4);
  });
});

describe('a list', () => {
  it('counts words at their starts, first and among three, and takes a right one for one key', () => {
    const text = 'Bread, then salt.';
    const reader = new ListReader(whole(text), 0);
    const asked = readThrough(reader, text, (caret) => {
      if (caret === 0) return [['Bread', 0.2]];
      if (caret === 7)
        return [
          ['now', 0.4],
          ['so', 0.3],
          ['then', 0.2],
        ];
      return [['x', 0.1]];
    });
    // "Bread" is found at once, "then" only among three, "salt" never.
    expect(asked).toEqual([0, 7, 8, 9, 10, 12, 13, 14, 15]);
    expect(reader.counts).toEqual({
      words: 3,
      first: 1,
      three: 2,
      characters: 17,
      // A comma follows "Bread": four keys saved. A space follows "then": four.
      keys: { 1: 17 - 4, 3: 17 - 4 - 4 },
    });
  });

  it('does not see what is below its threshold', () => {
    const reader = new ListReader(whole('Bread '), 0.4);
    readThrough(reader, 'Bread ', () => [['Bread', 0.39]]);
    expect(reader.counts).toMatchObject({ words: 1, first: 0, three: 0, keys: { 1: 6, 3: 6 } });
  });
});

describe('the typist', () => {
  it('takes a right ghost with one key, the space with it, and is shown the next one at once', () => {
    const text = 'So be it.';
    const typist = new Typist(whole(text), 0.4);
    const asked = readThrough(typist, text, (caret) => [
      [text.slice(caret).match(/^\W*\w+/)?.[0] ?? '', 0.9],
    ]);
    // "So ", "be ", "it", and the full stop by hand.
    expect(asked).toEqual([0, 3, 6, 8]);
    expect(typist.counts).toEqual({ characters: 9, keys: 4, carets: 4, shown: 4, right: 3 });
  });

  it('types on when a ghost is wrong, when it says more or less than the word, and when it is not sure', () => {
    const text = 'a bread';
    const typist = new Typist(whole(text), 0.4);
    const ghosts: [string, number][] = [
      ['x', 1],
      ['y', 0.9],
      ['z', 0.39],
      ['y', 0.9],
      ['ead', 0.39],
      ['x', 1],
      ['d', 0.4],
    ];
    readThrough(typist, text, (caret) => [ghosts[caret]]);
    expect(typist.counts).toEqual({ characters: 7, keys: 7, carets: 7, shown: 5, right: 1 });
  });

  it('types along a ghost that says more, less or other than the word, which asks for none meanwhile', () => {
    const text = 'bread and broth';
    const ghosts: Record<number, [string, number]> = {
      0: ['brea', 0.9],
      4: ['d', 0.9],
      6: ['anderson', 0.9],
      10: ['bring', 0.9],
      13: ['thers', 0.9],
    };
    const typist = new Typist(whole(text), 0.4);
    // Past "brea", past "d " that was taken, past "and " that parts from "anderson", past "bro" that parts from "bring".
    expect(readThrough(typist, text, (caret) => [ghosts[caret] ?? ['', 0]])).toEqual([0, 4, 6, 10, 13]);
    expect(typist.counts).toEqual({ characters: 15, keys: 14, carets: 5, shown: 5, right: 1 });
  });

  it('sees the first suggestion alone', () => {
    const typist = new Typist(whole('bread'), 0);
    readThrough(typist, 'bread', () => [
      ['x', 0.5],
      ['bread', 0.4],
    ]);
    expect(typist.counts).toMatchObject({ right: 0, keys: 5 });
  });

  it('types a character of two code units with one key', () => {
    const typist = new Typist(whole('a\u{1f600}b'), 0);
    expect(readThrough(typist, 'a\u{1f600}b', () => [])).toEqual([0, 1, 3]);
    expect(typist.counts).toMatchObject({ characters: 3, keys: 3, shown: 0 });
  });
});

describe('one caret a word', () => {
  it('is asked at each word once, after none to four of its letters, and counts what is shown there', () => {
    const text = 'One after another they went there.';
    const reader = new OneCaretAWord(whole(text), 0.4);
    const asked = readThrough(reader, text, (caret) => (caret === 0 ? [['One', 0.5]] : [['x', caret / 20]]));
    // "One", "a|fter", "an|other", "the|y", "|went" (it has no fifth letter), "|there".
    expect(asked).toEqual([0, 5, 12, 21, 23, 28]);
    expect(reader.counts).toEqual({ carets: 6, shown: 5, right: 1 });
  });
});

describe('one walk through a document', () => {
  it('needs one key a word where the model knows the text by heart, at every threshold', async () => {
    const { lists, typists } = await countServed(servedFrom(LINE), whole(LINE));
    expect(lists.map(({ words, first, three }) => [words, first, three])).toEqual(Array(3).fill([8, 8, 8]));
    // Eight words; a comma with its space, and a full stop.
    for (const { keys } of lists) expect(keys).toEqual({ 1: 11, 3: 11 });
    // Eight ghosts, the comma in one of them, and the full stop.
    for (const { keys } of typists) expect(keys).toBe(9);
  });

  it('shows less, and rather what is right, the higher the threshold', async () => {
    const text = 'So so in so up so.';
    const known = 'So so up so in so on so at so of so.';
    const figures = servedFigures([await countServed(servedFrom(known), whole(text))]);
    expect(figures.map(({ threshold }) => threshold)).toEqual([0, 0.4, 0.6]);
    const ghosts = figures.map(({ typist }) => typist.shown.value);
    expect(ghosts[0]).toBe(1);
    expect(ghosts[1]).toBeLessThan(1);
    expect(ghosts[2]).toBeLessThanOrEqual(ghosts[1]);
    expect(figures[1].typist.right!.value).toBeGreaterThan(figures[0].typist.right!.value);
    expect(figures[0].nextWord!.three.value).toBeGreaterThan(figures[0].nextWord!.first.value);
  });
});
