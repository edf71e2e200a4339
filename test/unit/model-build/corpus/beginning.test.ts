import { expect, it } from 'vitest';
import { beginning } from '../../../../model-build/corpus/beginning.ts';

/** The start token has no bytes, every other token as many as its number says. */
const tokenizer = { bytesOf: (token: number) => new Uint8Array(token) };
const documents = [
  { tokens: Uint16Array.of(0, 3, 3), bytes: 6 },
  { tokens: Uint16Array.of(0, 2, 2, 2), bytes: 6 },
];

it('ends with the token that reaches the bytes, inside a document too', () => {
  expect(beginning(documents, tokenizer, 9)).toEqual([
    documents[0],
    { tokens: Uint16Array.of(0, 2, 2), bytes: 4 },
  ]);
  expect(beginning(documents, tokenizer, 1)).toEqual([{ tokens: Uint16Array.of(0, 3), bytes: 3 }]);
});

it('leaves out a document of which nothing would be predicted, and keeps all of a short text', () => {
  expect(beginning(documents, tokenizer, 6)).toEqual([documents[0]]);
  expect(beginning(documents, tokenizer, 100)).toEqual(documents);
});
