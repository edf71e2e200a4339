import { beforeEach, describe, expect, it } from 'vitest';
import { Manifests } from '../../../../src/catalog/manifests.ts';
import { ModelNames } from '../../../../src/catalog/model-names.ts';
import { Aliases, MOST_REFUSED } from '../../../../src/catalog/served-versions.ts';
import { createMemoryBucket, type MemoryBucket } from '../../../fixtures/memory-bucket.ts';

const FIRST = { current: '1.0.0', previous: null };
const SECOND = { current: '2.0.0', previous: '1.0.0' };
let bucket: MemoryBucket;
let nowMs: number;
let aliases: Aliases;
let logged: string[];

beforeEach(() => {
  bucket = createMemoryBucket();
  bucket.putJson('english/alias.json', FIRST);
  nowMs = 1000;
  aliases = new Aliases(
    bucket,
    30_000,
    () => nowMs,
    (event) => void logged.push(event),
  );
  logged = [];
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

it('remembers for a while that a model was missing, and asks the store no more', async () => {
  for (let i = 0; i < 3; i++) expect(await aliases.read('late')).toBeNull();
  expect(bucket.operations).toBe(1);
  bucket.putJson('late/alias.json', FIRST);
  nowMs += 29_999;
  expect(await aliases.read('late')).toBeNull();
  nowMs += 1;
  expect(await aliases.read('late')).toEqual(FIRST);
});

it('remembers so many missing names and no more: the oldest is asked for anew', async () => {
  for (let i = 0; i <= MOST_REFUSED; i++) await aliases.read(`name-${i}`);
  const { operations } = bucket;
  await aliases.read(`name-${MOST_REFUSED}`);
  await aliases.read('name-1');
  expect(bucket.operations).toBe(operations);
  await aliases.read('name-0');
  expect(bucket.operations).toBe(operations + 1);
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
  for (let i = 0; i < 3; i++) {
    await expect(aliases.read('bad')).rejects.toMatchObject({ code: 'model_corrupt' });
  }
  expect(bucket.operations).toBe(1);
  bucket.putJson('bad/alias.json', FIRST);
  nowMs += 30_000;
  expect(await aliases.read('bad')).toEqual(FIRST);
});

it('leaves a store that does not answer alone for a second, then asks it again', async () => {
  await aliases.read('english');
  nowMs += 30_000;
  bucket.down = true;
  const { operations } = bucket;
  for (let i = 0; i < 5; i++) expect(await aliases.read('english')).toEqual(FIRST);
  expect(bucket.operations).toBe(operations + 1);
  expect(logged).toEqual(['alias_kept']);
  bucket.down = false;
  bucket.putJson('english/alias.json', SECOND);
  nowMs += 999;
  expect(await aliases.read('english')).toEqual(FIRST);
  nowMs += 1;
  expect(await aliases.read('english')).toEqual(SECOND);
});

it('keeps a known alias when the next one cannot be read, and says so', async () => {
  await aliases.read('english');
  bucket.putJson('english/alias.json', { current: 'latest', previous: null });
  nowMs += 30_000;
  expect(await aliases.read('english')).toEqual(FIRST);
  expect(logged).toEqual(['alias_kept']);
  bucket.putJson('english/alias.json', SECOND);
  nowMs += 30_000;
  expect(await aliases.read('english')).toEqual(SECOND);
});

describe('twenty requests at once, when the time of what is known is up', () => {
  const atOnce = <T>(read: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, read));

  it('ask for an alias once: one of them waits for it, the others take the old one', async () => {
    await aliases.read('english');
    bucket.putJson('english/alias.json', SECOND);
    nowMs += 30_000;
    const { operations } = bucket;
    expect(await atOnce(() => aliases.read('english'))).toEqual([SECOND, ...Array(19).fill(FIRST)]);
    expect(bucket.operations).toBe(operations + 1);
    expect(await aliases.read('english')).toEqual(SECOND);
  });

  it('are answered at once while the read hangs, and after a second one of them tries again', async () => {
    await aliases.read('english');
    const { readText } = bucket;
    let hanging = 0;
    bucket.readText = () => {
      hanging++;
      return new Promise(() => {});
    };
    nowMs += 30_000;
    void aliases.read('english');
    expect(await atOnce(() => aliases.read('english'))).toEqual(Array(20).fill(FIRST));
    expect(hanging).toBe(1);
    bucket.readText = readText;
    bucket.putJson('english/alias.json', SECOND);
    nowMs += 999;
    expect(await aliases.read('english')).toEqual(FIRST);
    nowMs += 1;
    expect(await aliases.read('english')).toEqual(SECOND);
  });

  it('keep the old alias when the read fails', async () => {
    await aliases.read('english');
    nowMs += 30_000;
    bucket.down = true;
    const { operations } = bucket;
    expect(await atOnce(() => aliases.read('english'))).toEqual(Array(20).fill(FIRST));
    expect(bucket.operations).toBe(operations + 1);
  });

  it('ask once for a name that was missing', async () => {
    await aliases.read('late');
    bucket.putJson('late/alias.json', FIRST);
    nowMs += 30_000;
    expect(await atOnce(() => aliases.read('late'))).toEqual([FIRST, ...Array(19).fill(null)]);
    expect(bucket.operations).toBe(2);
    expect(await aliases.read('late')).toEqual(FIRST);
  });

  it('list the models once', async () => {
    const names = new ModelNames(bucket, 30_000, () => nowMs);
    await names.read();
    bucket.putJson('other/alias.json', FIRST);
    nowMs += 30_000;
    const lists = await atOnce(() => names.read());
    expect(bucket.operations).toBe(2);
    expect(lists).toEqual([['english', 'other'], ...Array(19).fill(['english'])]);
  });

  it('read a manifest once that could not be read', async () => {
    const manifests = new Manifests(bucket, 30_000, () => nowMs);
    const read = () => manifests.read('english', '1.0.0').catch(({ code }) => code);
    await read();
    nowMs += 30_000;
    expect(await atOnce(read)).toEqual(Array(20).fill('model_missing'));
    expect(bucket.operations).toBe(2);
  });
});
