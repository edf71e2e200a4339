import { expect, it } from 'vitest';
import { PrefixCache } from '../../../../../src/generation/reading/prefix-cache.ts';
import type { Snapshot } from '../../../../../src/generation/reading/snapshot.ts';
import { UNREAD } from '../../../../../src/text/spelling.ts';

const LIMIT = 2000;
/** Of `numbers` floats; `pending` tells them apart. */
const snapshot = (pending: number, numbers = 4): Snapshot => ({
  kind: 'read',
  spelling: UNREAD,
  state: [new Float32Array(numbers)],
  pending,
  bytes: new Uint8Array(),
  consumed: 0,
  recent: [],
  spokenOfRecent: 0,
});

it('finds the longest beginning of a text that it knows, and none longer than it may be', () => {
  const prefixes = new PrefixCache(LIMIT).within('model');
  prefixes.add([1, 2], snapshot(12));
  prefixes.add([1, 2, 3], snapshot(123));
  prefixes.add([1, 9, 3], snapshot(193));
  expect(prefixes.longest([1, 2, 3, 4], 4)).toMatchObject({ length: 3, snapshot: { pending: 123 } });
  expect(prefixes.longest([1, 2, 3, 4], 2)).toMatchObject({ length: 2, snapshot: { pending: 12 } });
  expect(prefixes.longest([1, 2], 2)?.length).toBe(2);
  expect(prefixes.longest([2, 3], 2)).toBeUndefined();
});

it('shows nobody what another has read', () => {
  const cache = new PrefixCache(LIMIT);
  cache.within('model site').add([1, 2], snapshot(12));
  expect(cache.within('model editor').longest([1, 2, 3], 3)).toBeUndefined();
  expect(cache.within('other site').longest([1, 2, 3], 3)).toBeUndefined();
  expect(cache.within('model site').longest([1, 2, 3], 3)?.length).toBe(2);
});

it('stays within its bytes: what was not used the longest leaves first', () => {
  const cache = new PrefixCache(LIMIT);
  const prefixes = cache.within('model');
  prefixes.add([1], snapshot(1));
  prefixes.add([2], snapshot(2));
  for (let token = 3; token < 50; token++) {
    prefixes.longest([1], 1);
    prefixes.add([token], snapshot(token));
    expect(cache.bytes).toBeLessThanOrEqual(LIMIT);
  }
  expect(prefixes.longest([1], 1)).toBeDefined();
  expect(prefixes.longest([2], 1)).toBeUndefined();
  expect(prefixes.longest([49], 1)).toBeDefined();
});

it('counts a text once, however often it is read', () => {
  const cache = new PrefixCache(LIMIT);
  const prefixes = cache.within('model');
  prefixes.add([1, 2], snapshot(12));
  const { bytes } = cache;
  prefixes.add([1, 2], snapshot(12));
  expect(cache.bytes).toBe(bytes);
});

it('counts the name of who may see an entry, which is as long as somebody likes', () => {
  const cache = new PrefixCache(LIMIT);
  cache.within(`model ${'u'.repeat(LIMIT)}`).add([1], snapshot(1));
  expect(cache.bytes).toBe(0);
});

it('does not empty itself for what is larger than it may be', () => {
  const cache = new PrefixCache(LIMIT);
  const prefixes = cache.within('model');
  prefixes.add([1], snapshot(1));
  prefixes.add([2], snapshot(2, LIMIT));
  expect(prefixes.longest([1], 1)).toBeDefined();
  expect(prefixes.longest([2], 1)).toBeUndefined();
});
