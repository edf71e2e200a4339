import { expect, it } from 'vitest';
import { BoundedMap } from '../../../../src/catalog/bounded-map.ts';

it('holds so many entries and lets the oldest go', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  map.set('c', 4);
  expect(map.size).toBe(2);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([3, undefined, 4]);
  map.delete('a');
  expect([map.size, map.get('a')]).toEqual([1, undefined]);
});
