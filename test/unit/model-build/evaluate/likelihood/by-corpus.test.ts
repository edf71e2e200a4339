import { expect, it } from 'vitest';
import { byCorpus } from '../../../../../model-build/evaluate/likelihood/by-corpus.ts';

const document = (bytes: number) => ({ tokens: Uint16Array.of(0, 1), bytes });
const held = [
  { corpus: 'long', documents: [document(30), document(30)] },
  { corpus: 'short', documents: [document(20)] },
];

it('gives each corpus its own figure, and weighs them by their bytes together', async () => {
  const { bitsPerByte, corpora } = await byCorpus(held, (documents) =>
    documents.map(({ bytes }) => (bytes === 30 ? 60 : 20)),
  );
  expect(corpora.long).toEqual({ value: 2, low: 2, high: 2, documents: 2 });
  expect(corpora.short).toEqual({ value: 1, low: 1, high: 1, documents: 1 });
  expect(bitsPerByte.value).toBe(140 / 80);
  expect(bitsPerByte.low).toBeLessThan(bitsPerByte.value);
});
