import { describe, expect, it } from 'vitest';
import { exactMatchParts } from '../../../../../model-build/evaluate/typing/exact-match.ts';
import { pieceKinds } from '../../../../../model-build/evaluate/typing/piece-kinds.ts';
import { wordPlaces } from '../../../../../model-build/evaluate/typing/places.ts';
import { countTyping, typingFigures } from '../../../../../model-build/evaluate/typing/typing.ts';
import { countModel, proseTokenizer } from '../../../../fixtures/count-model.ts';

const tokenizer = proseTokenizer(500);
const kinds = pieceKinds(tokenizer);
/** A text in which every piece has one successor, so that a model that counted it knows it by heart. */
const LINE = 'Nothing is thrown away, and bread needs salt.';
/** After " so" it is likelier that "up" follows than "in". */
const UPS = 'So so up so up so in so up so.';

/** Counts over `text` by a model that has seen `known`. */
function typing(text: string, known = LINE, length = text.length) {
  return countTyping({ model: countModel(tokenizer, known, 1e-6), tokenizer, kinds }, { text, length });
}

it('has only pieces with one successor in the line', () => {
  const tokens = tokenizer.encode(LINE);
  expect(new Set(tokens).size).toBe(tokens.length);
});

describe('places', () => {
  it('are the words, with the space that belongs to them', async () => {
    const text = 'One "two" 1990s don\'t\nstop';
    const model = countModel(tokenizer, LINE);
    const places = [];
    for await (const { word, lead } of wordPlaces(model, tokenizer, kinds, { text, length: 50 }))
      places.push([lead, word.text]);
    expect(places).toEqual([
      ['', 'One'],
      ['', 'two'],
      [' ', '1990s'],
      [' ', "don't"],
      ['', 'stop'],
    ]);
  });
});

it("tells the model which tokens are the text's, and which it only says itself", async () => {
  const model = countModel(tokenizer, LINE, 1e-6);
  const text: number[] = [];
  const step = model.step;
  let suggested = 0;
  model.step = function (token, state, said) {
    if (said) suggested++;
    else text.push(token);
    return step.call(this, token, state, said);
  };
  await countTyping({ model, tokenizer, kinds }, { text: LINE, length: LINE.length });
  expect(LINE.startsWith(tokenizer.decode(text.slice(1)))).toBe(true);
  expect(text.length).toBeGreaterThan(8);
  expect(suggested).toBeGreaterThan(8);
});

describe('next-word recall', () => {
  it('is complete for a model that knows the text by heart', async () => {
    expect((await typing(LINE)).nextWord).toEqual({ words: 8, top1: 8, top3: 8 });
  });

  it('counts a word that is not the first suggestion among the first three', async () => {
    const { nextWord: counts } = await typing('So so in so.', UPS);
    expect(counts).toEqual({ words: 4, top1: 3, top3: 4 });
  });

  it('counts nothing for words never seen', async () => {
    expect((await typing('qqq', LINE)).nextWord).toEqual({ words: 1, top1: 0, top3: 0 });
  });
});

describe('keystroke savings', () => {
  it('cost one key a word and none for the space after it, when every word is suggested first', async () => {
    const { keystrokes: counts } = await typing(LINE);
    // Eight words; a comma with its space, and a full stop.
    expect(counts).toEqual({ characters: LINE.length, keys: { 1: 8 + 2 + 1, 3: 8 + 2 + 1 } });
  });

  it('cost one key a character when nothing right is suggested', async () => {
    const text = 'qqq zzz!';
    const { keystrokes: counts } = await typing(text);
    expect(counts.keys).toEqual({ 1: 8, 3: 8 });
  });

  it('cost the letters typed before the suggestion, and never more with three suggestions than with one', async () => {
    const text = 'So so in so.';
    const { keystrokes: counts } = await typing(text, UPS);
    // One key each for "So ", "so ", "so" and "."; "in " is two with one suggestion ("i", accept), one with three.
    expect(counts.keys).toEqual({ 1: 4 + 2, 3: 4 + 1 });
  });

  it('type what the sample cuts off letter by letter', async () => {
    const { keystrokes: counts } = await typing(LINE, LINE, 4);
    expect(counts).toEqual({ characters: 4, keys: { 1: 4, 3: 4 } });
  });
});

describe('exact match', () => {
  it('is complete for a model that knows the text by heart', async () => {
    const { trials } = await typing(LINE);
    // Eight places with one word to come, seven with two, ... four with five.
    expect(trials).toHaveLength(8 + 7 + 6 + 5 + 4);
    expect(trials.every((trial) => trial.right)).toBe(true);
    expect(exactMatchParts([trials], 5, 1)).toEqual([{ numerator: 4, denominator: 4 }]);
  });

  it('is wrong from the first wrong word on', async () => {
    const text = LINE.replace('thrown', 'given');
    const { trials } = await typing(text);
    expect(trials.slice(0, 5).map((trial) => trial.right)).toEqual([true, true, false, false, false]);
  });

  it('shows the surest suggestions first, over all documents', () => {
    const sure = { n: 1, probability: 0.9, right: true };
    const unsure = { n: 1, probability: 0.1, right: false };
    expect(
      exactMatchParts(
        [
          [sure, unsure],
          [unsure, sure],
        ],
        1,
        0.5,
      ),
    ).toEqual([
      { numerator: 1, denominator: 1 },
      { numerator: 1, denominator: 1 },
    ]);
    expect(
      exactMatchParts(
        [
          [sure, unsure],
          [unsure, sure],
        ],
        1,
        1,
      ),
    ).toEqual([
      { numerator: 1, denominator: 2 },
      { numerator: 1, denominator: 2 },
    ]);
  });
});

it('gives all figures of a corpus, with their intervals', async () => {
  const figures = typingFigures([await typing(LINE), await typing('So so in so.')]);
  expect(figures).toMatchObject({ words: 12, characters: LINE.length + 12 });
  expect(figures.nextWord.top1).toMatchObject({ low: 0, high: 1, value: 8 / 12 });
  expect(figures.exactMatch).toHaveLength(20);
  expect(figures.exactMatch[4]).toMatchObject({ showRate: 1, words: 5, right: { value: 1 } });
});
