import { expect, it } from 'vitest';
import { repetitionPart } from '../../../../../model-build/evaluate/writing/repetition.ts';

it('counts sequences of four words that come again', () => {
  expect(repetitionPart('the tide comes in, the tide comes in')).toEqual({ numerator: 1, denominator: 5 });
});

it('finds nothing in a text that never repeats', () => {
  expect(repetitionPart('the tide comes in and the wind goes out')).toEqual({ numerator: 0, denominator: 6 });
});

it('finds nearly everything in a loop', () => {
  const { numerator, denominator } = repetitionPart('so it is '.repeat(100));
  expect(numerator).toBe(denominator - 3);
});

it('has no sequences in a text of three words', () => {
  expect(repetitionPart('one two three')).toEqual({ numerator: 0, denominator: 0 });
});
