import { expect, it } from 'vitest';
import { sampleOf, sampleWords } from '../../../../model-build/calibrate/sample.ts';

it('takes the same number of characters from each document', () => {
  const samples = sampleOf(Array.from({ length: 30 }, () => '🌊'.repeat(2000)));
  expect(samples.map(({ text, length }) => [...text.slice(0, length)].length)).toEqual(
    new Array(30).fill(1000),
  );
});

it('takes longer parts of fewer documents, and short documents whole', () => {
  const [long, short] = sampleOf(['a '.repeat(20_000), 'short']);
  expect(long.length).toBe(15_000);
  expect(short.length).toBe(5);
});

it('leaves out the word that the end of the sample cuts', () => {
  const text = 'The harbour is small.';
  expect(sampleWords({ text, length: 8 }).map((word) => word.text)).toEqual(['The']);
  expect(sampleWords({ text, length: 11 }).map((word) => word.text)).toEqual(['The', 'harbour']);
});
