import { expect, it } from 'vitest';
import { emptyHistory, numbersOf, remember } from '../../../../src/cache-model/history.ts';
import { Terms } from '../../../../src/cache-model/terms.ts';
import { proseTokenizer } from '../../../fixtures/count-model.ts';

const tokenizer = proseTokenizer(400);

/** What `terms` foresee after a text: how much of one is said, and what goes on with it. */
function after(terms: readonly string[], text: string) {
  const history = emptyHistory(64);
  remember(history, tokenizer.startToken);
  for (const token of tokenizer.encode(text)) remember(history, token);
  const foreseen = new Terms(terms, tokenizer).after(numbersOf(history));
  if (foreseen === undefined) return undefined;
  const followers = [...foreseen.followers].map(([token, share]) => [tokenizer.decode([token]), share]);
  return { matched: foreseen.matched, followers: Object.fromEntries(followers) };
}
const first = (text: string) => tokenizer.decode(tokenizer.encode(text).slice(0, 1));
const tokensOf = (text: string) => tokenizer.encode(text).map((token) => tokenizer.decode([token]));

it('foresees the beginning of every term: behind a word with a space, elsewhere also without one', () => {
  expect(after(['harbourmaster', 'boatswain'], 'we went to')).toEqual({
    matched: 0,
    followers: { [first(' harbourmaster')]: 0.5, [first(' boatswain')]: 0.5 },
  });
  for (const text of ['', 'we went.\n', 'we went (']) {
    const { followers } = after(['harbourmaster'], text)!;
    expect(followers).toEqual({ [first(' harbourmaster')]: 0.5, [first('harbourmaster')]: 0.5 });
  }
});

it('foresees how a term goes on that was begun, in either spelling', () => {
  for (const [before, spelling] of [
    ['went to', ' Ljubljana'],
    ['went\n', 'Ljubljana'],
  ]) {
    const pieces = tokensOf(spelling);
    expect(pieces.length).toBeGreaterThan(2);
    for (let said = 1; said < pieces.length; said++)
      expect(after(['Ljubljana'], before + pieces.slice(0, said).join(''))).toEqual({
        matched: said,
        followers: { [pieces[said]]: 1 },
      });
  }
});

it('shares out what comes next among the terms that were begun, and leaves a share where one is over', () => {
  const pieces = tokensOf(' Ljubljana');
  const begun = `to${pieces.slice(0, -1).join('')}`;
  const shorter = pieces.slice(0, -1).join('').trim();
  expect(after(['Ljubljana', shorter], begun)!.followers).toEqual({ [pieces.at(-1)!]: 0.5 });
});

it('knows terms of several words', () => {
  const { matched, followers } = after(['Ana Kranj'], 'I asked Ana')!;
  expect(matched).toBe(tokensOf(' Ana').length);
  expect(followers).toEqual({ [first(' Kranj')]: 1 });
});

it('takes no end of another word for the beginning of a term', () => {
  const [a, b] = tokensOf('Ljubljana');
  expect(after(['Ljubljana'], `x${a}`)!.matched).toBe(0);
  expect(after(['Ljubljana'], `\n${a}`)).toEqual({ matched: 1, followers: { [b]: 1 } });
});

it('begins again where a term is over, and is the same for a term that is given twice', () => {
  expect(after(['Kranj'], 'to Kranj')!.matched).toBe(0);
  expect(after(['Kranj', 'Kranj'], 'to')).toEqual(after(['Kranj'], 'to'));
});

it('foresees nothing without terms', () => {
  expect(after([], 'to')).toBeUndefined();
});
