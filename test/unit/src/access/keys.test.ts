import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ApiKeysSchema, findKey } from '../../../../src/access/keys.ts';
import { entryOf, keysOf } from '../../../fixtures/api-keys.ts';

const HASH = 'ab'.repeat(32);

it('reads ids and hashes, whatever space stands around them', () => {
  const keys = ApiKeysSchema.parse(`site:${HASH}, editor.2:${'01'.repeat(32)}\n`);
  expect(keys.map(({ id }) => id)).toEqual(['site', 'editor.2']);
  expect(keys[0].hash).toEqual(new Uint8Array(32).fill(0xab));
});

it.each([
  ['nothing', ''],
  ['a key with no id', HASH],
  ['an empty id', `:${HASH}`],
  ['an id that ends a line', `si\r\nte:${HASH}`],
  ['an id that ends with a line feed', `site\n:${HASH}`],
  ['an id with a quote', `si"te:${HASH}`],
  ['an id longer than counters take', `${'a'.repeat(65)}:${HASH}`],
  ['a hash that is too short', `site:${HASH.slice(1)}`],
  ['a hash in capitals', `site:${HASH.toUpperCase()}`],
  ['a key that is not hashed', 'site:secret'],
  ['a comma too many', `site:${HASH},`],
  ['one key under two ids', `site:${HASH},editor:${HASH}`],
])('refuses %s, and repeats nothing of the secret', (_what, list) => {
  const { success, error } = ApiKeysSchema.safeParse(list);
  expect(success).toBe(false);
  expect(JSON.stringify(error!.issues)).not.toMatch(/abab|ABAB|secret/);
  expect(ApiKeysSchema.safeParse(`site:${HASH}`).success).toBe(true);
});

it('finds each of several keys, and during a rotation the old one and the new one as the same tenant', async () => {
  const keys = keysOf({ old: 'site', new: 'site', other: 'editor' });
  const found = async (secret: string) => (await findKey(keys, secret))?.id;
  expect(await Promise.all(['old', 'new', 'other', 'none', ''].map(found))).toEqual([
    'site',
    'site',
    'editor',
    undefined,
    undefined,
  ]);
  const rotated = ApiKeysSchema.parse([entryOf('site', 'new'), entryOf('editor', 'other')].join(','));
  expect(await findKey(rotated, 'old')).toBeUndefined();
  expect((await findKey(rotated, 'new'))?.id).toBe('site');
});

it('finds a key for its secret and for no other text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1 }), fc.string(), async (secret, offered) => {
      const found = await findKey(keysOf({ [secret]: 'site' }), offered);
      expect(found !== undefined).toBe(secret === offered);
      expect((await findKey(keysOf({ [secret]: 'site' }), secret))?.id).toBe('site');
    }),
    { numRuns: 50 },
  );
});
