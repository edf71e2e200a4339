/** API keys for tests, as the setting has them. */
import { createHash } from 'node:crypto';
import { type ApiKey, ApiKeysSchema } from '../../src/access/keys.ts';

/** One entry of `API_KEY_HASHES`. */
export function entryOf(id: string, secret: string): string {
  return `${id}:${createHash('sha256').update(secret).digest('hex')}`;
}

/** From secret to id. */
export function keysOf(secrets: Record<string, string>): ApiKey[] {
  const entries = Object.entries(secrets).map(([secret, id]) => entryOf(id, secret));
  return ApiKeysSchema.parse(entries.join(','));
}
