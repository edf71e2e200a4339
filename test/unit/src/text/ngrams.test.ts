import { expect, it } from 'vitest';
import { Ngrams, NgramsFileSchema } from '../../../../src/text/ngrams.ts';

const file = (model: object) =>
  NgramsFileSchema.parse({
    version: '1.0',
    model: { type: 'Ngrams', buckets: 1 << 20, characters: [1, 3], words: 2, ...model },
  });
const ngrams = new Ngrams(file({}));
const same = (a: string, b: string) => expect(ngrams.encode(a)).toEqual(ngrams.encode(b));

it('stays what it is: models were trained on these hashes', () => {
  expect(new Ngrams(file({ buckets: 1000 })).encode('It is 5!')).toMatchInlineSnapshot(`
    [
      207,
      627,
      215,
      286,
      185,
      278,
      574,
      319,
      855,
      392,
      305,
      241,
      235,
      91,
      981,
      665,
      750,
      692,
      227,
      242,
      429,
      307,
      19,
      645,
      15,
      486,
      790,
    ]
  `);
});

it('takes small and capital letters, digits and spellings of one character for the same', () => {
  same('FREE entry 2005', 'free ENTRY 1987');
  same('caf\u0065\u0301', 'café');
  same('ｆｒｅｅ', 'free');
});

it('tells the order of two words, and of none further apart', () => {
  const bag = (text: string) => ngrams.encode(text).toSorted();
  expect(bag('not good')).not.toEqual(bag('good not'));
  expect(bag('a b a c a')).toEqual(bag('a c a b a'));
});

it('counts what comes again once', () => {
  expect(ngrams.encode('ha ha ha ha')).toEqual(ngrams.encode('ha ha'));
});

it('says where each word stands, and gives each token to the word that brought it first', () => {
  const text = "Don't   go — 日本語!!";
  const words = ngrams.words(text);
  expect(words.map(({ start, end }) => text.slice(start, end))).toEqual(["Don't", 'go', '—', '日本語', '!!']);
  const tokens = words.flatMap((word) => word.tokens);
  expect(new Set(tokens).size).toBe(tokens.length);
  expect(ngrams.encode(text)).toEqual(tokens);
});

it('reads nothing in a text without letters, digits and signs', () => {
  expect(ngrams.encode(' \n\t ')).toEqual([]);
});

it('takes time by the length of a text, whatever stands in it', () => {
  for (const unit of ['a', '世', '\u0301', '= ', '👩‍👩‍👧']) {
    const tokens = ngrams.encode(unit.repeat(20_000));
    expect(tokens.length).toBeLessThan(4 * unit.length * 20_000);
    expect(tokens.every((token) => token >= 0 && token < 1 << 20)).toBe(true);
  }
});

it.each([
  [{ buckets: 0 }, 'model.buckets: Too small: expected number to be >=1'],
  [{ characters: [1, 9] }, 'model.characters.1: Too big: expected number to be <=8'],
  [{ words: 3 }, 'model.words: Too big: expected number to be <=2'],
])('refuses a file of %j', (model, message) => {
  const { error } = NgramsFileSchema.safeParse({
    version: '1.0',
    model: { type: 'Ngrams', buckets: 10, characters: [1, 4], words: 2, ...model },
  });
  const issue = error!.issues[0]!;
  expect(`${issue.path.join('.')}: ${issue.message}`).toBe(message);
});
