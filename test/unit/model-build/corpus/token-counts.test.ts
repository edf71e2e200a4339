import { expect, it } from 'vitest';
import { countTokens } from '../../../../model-build/corpus/token-counts.ts';

it('counts every token, those that are not there too', () => {
  expect([...countTokens(Uint16Array.of(0, 2, 2, 1, 0, 2), 4)]).toEqual([2, 1, 3, 0]);
});
