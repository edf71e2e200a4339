/** API keys as the server knows them: an id for people and logs, and the hash of a secret that it does not keep. */
import * as z from '../contract/zod.ts';
import { sameHash } from './constant-time.ts';

/** An API key as the server knows it: an id and a hash. */
export interface ApiKey {
  /** The tenant. Two keys may share it, while one of them takes over from the other. */
  id: string;
  /** SHA-256 of the key: 32 bytes. */
  hash: Uint8Array;
}

/** Ids go into logs, counters and tokens: nothing that ends a line or a field. */
const ENTRY = /^[A-Za-z0-9._-]{1,64}:[0-9a-f]{64}$/;
const WANTED = 'wanted id:sha256, an id of 1 to 64 of A-Z a-z 0-9 . _ - and 64 lower-case hexadecimal digits';

const ListSchema = z.pipe(
  z.string(),
  z.transform((list) => list.split(',').map((entry) => entry.trim())),
);
const EntriesSchema = z.pipe(ListSchema, z.array(z.string().check(z.regex(ENTRY, WANTED))));

/** `id:sha256hex`, separated by commas. What is wrong is told by position, for the list is a secret. */
export const ApiKeysSchema = z
  .pipe(
    EntriesSchema,
    z.transform((entries) => entries.map(readEntry)),
  )
  .check(z.refine(allDiffer, 'wanted each hash once, for a key has one id'));

function readEntry(entry: string): ApiKey {
  const [id, hex] = entry.split(':') as [string, string];
  return { id, hash: Uint8Array.from(hex.match(/../g)!, (digits) => Number.parseInt(digits, 16)) };
}

function allDiffer(keys: readonly ApiKey[]): boolean {
  return new Set(keys.map(({ hash }) => hash.join())).size === keys.length;
}

/** The key that was offered, among those known. All of them are compared, so that the time tells of none. */
export async function findKey(keys: readonly ApiKey[], offered: string): Promise<ApiKey | undefined> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(offered)));
  let found: ApiKey | undefined;
  for (const key of keys) if (sameHash(key.hash, hash)) found = key;
  return found;
}
