import { expect, it } from 'vitest';
import { encodeDocument } from '../../../../../model-build/corpus/encode.ts';
import { copyingOf } from '../../../../../model-build/evaluate/writing/copying.ts';
import { proseTokenizer } from '../../../../fixtures/count-model.ts';

const tokenizer = proseTokenizer(500);
const training = Uint16Array.from(
  ['Nothing is thrown away, and bread needs salt.', 'The harbour is small.'].flatMap((text) => [
    ...encodeDocument(Buffer.from(text), tokenizer),
  ]),
);

it('names the longest stretch that stands in the training text, beside what other text shares with it', () => {
  const copy = ' thrown away, and bread';
  const { longest, text, mean, meanOfTruth } = copyingOf(
    [
      { text: `It was${copy} alone`, truth: 'qqqq zzzz' },
      { text: 'qqqq zzzz', truth: 'The harbour is small.' },
    ],
    { tokenizer, training },
  );
  expect(text).toContain(copy);
  expect(longest).toBe(tokenizer.encode(text).length);
  expect(mean).toBe(longest / 2);
  expect(meanOfTruth).toBe(tokenizer.encode('The harbour is small.').length / 2);
});

it('finds no copy across the end of a document', () => {
  const { longest } = copyingOf([{ text: ' salt.The', truth: '' }], { tokenizer, training });
  expect(longest).toBeLessThan(tokenizer.encode(' salt.The').length);
});
