import { expect, it } from 'vitest';
import { countNgrams } from '../../../../../model-build/baselines/ngram-trie.ts';
import { kneserNey, wittenBell } from '../../../../../model-build/baselines/smoothing.ts';
import { encodeDocument } from '../../../../../model-build/corpus/encode.ts';
import { bestNgrams } from '../../../../../model-build/evaluate/baseline/best-ngrams.ts';
import { PROSE, proseTokenizer } from '../../../../fixtures/count-model.ts';

const BYTES = 6000;
const {
  size: vocabulary,
  startToken,
  ...tokenizer
} = (() => {
  const found = proseTokenizer(400);
  return {
    size: found.size,
    startToken: found.startToken,
    encode: (text: string) => encodeDocument(Buffer.from(text), found),
  };
})();
const middle = PROSE.indexOf('\n\n', PROSE.length / 2);
const tokens = tokenizer.encode(PROSE.slice(0, middle));
const rest = PROSE.slice(middle);
const held = [
  { corpus: 'rest', documents: [{ tokens: tokenizer.encode(rest), bytes: Buffer.byteLength(rest) }] },
];

it('gives the better smoothing, whole and within the bytes', async () => {
  const [whole, pruned] = await bestNgrams({ tokens, vocabulary, startToken, bytes: BYTES }, held);
  expect(whole.name).toMatch(/^5-grams, (Kneser-Ney|Witten-Bell), whole$/);
  expect(pruned.name).toMatch(/^5-grams, (Kneser-Ney|Witten-Bell), pruned$/);
  expect(pruned.bytes).toBeLessThanOrEqual(BYTES);
  expect(whole.bytes).toBeGreaterThan(BYTES);

  const trie = countNgrams(tokens, { order: 5, vocabulary, startToken });
  const [document] = held[0].documents;
  const both = [kneserNey, wittenBell].map((smooth) => smooth(trie).bits(document.tokens) / document.bytes);
  expect(whole.corpora.rest.value).toBeCloseTo(Math.min(...both), 12);
  expect(whole.corpora.rest).toEqual({ ...whole.bitsPerByte, documents: 1 });
});

it('refuses a size that not even the single tokens fit in', async () => {
  await expect(bestNgrams({ tokens, vocabulary, startToken, bytes: 100 }, held)).rejects.toThrow(
    'too few for the single tokens',
  );
});
