import { beforeEach, expect, it } from 'vitest';
import { Aliases } from '../../../../src/catalog/aliases.ts';
import { createMemoryBucket, type MemoryBucket } from '../../../fixtures/memory-bucket.ts';

const FIRST = { current: '1.0.0', previous: null };
const SECOND = { current: '2.0.0', previous: '1.0.0' };
let bucket: MemoryBucket;
let nowMs: number;
let aliases: Aliases;

beforeEach(() => {
  bucket = createMemoryBucket();
  bucket.putJson('english/alias.json', FIRST);
  nowMs = 1000;
  aliases = new Aliases(bucket, 30_000, () => nowMs);
});

it('believes an alias for its time, then sees that it has moved', async () => {
  expect(await aliases.read('english')).toEqual(FIRST);
  bucket.putJson('english/alias.json', SECOND);
  nowMs += 29_999;
  expect(await aliases.read('english')).toEqual(FIRST);
  nowMs += 1;
  expect(await aliases.read('english')).toEqual(SECOND);
});

it('reads the bytes of an unchanged alias once', async () => {
  for (let i = 0; i < 3; i++) {
    await aliases.read('english');
    nowMs += 30_000;
  }
  expect(bucket.reads).toEqual(['english/alias.json']);
});

it('does not remember that a model was missing', async () => {
  expect(await aliases.read('late')).toBeNull();
  bucket.putJson('late/alias.json', FIRST);
  expect(await aliases.read('late')).toEqual(FIRST);
});

it('outlives a store that does not answer, but only with what it knows', async () => {
  await aliases.read('english');
  nowMs += 30_000;
  bucket.down = true;
  expect(await aliases.read('english')).toEqual(FIRST);
  await expect(aliases.read('other')).rejects.toMatchObject({ code: 'storage_unavailable' });
});

it('forgets a model that has been taken away', async () => {
  await aliases.read('english');
  bucket.objects.clear();
  nowMs += 30_000;
  expect(await aliases.read('english')).toBeNull();
});

it('refuses what is no alias', async () => {
  bucket.putJson('bad/alias.json', { current: 'latest', previous: null });
  await expect(aliases.read('bad')).rejects.toMatchObject({ code: 'model_corrupt' });
});
