/** The secrets that seal resume tokens: the first seals, all of them open, so that they can be rotated. */
import { utf8 } from '../text/utf8.ts';

/** A key that seals resume tokens, and the id that a token names it by. */
export interface SealingKey {
  /** Four bytes derived from the secret: says which key sealed. */
  id: number;
  /** AES-256-GCM. */
  key: CryptoKey;
}

const RANDOM_BYTES = 32;
/** Names what a key is for (RFC 5869, `info`): the same secret gives other keys elsewhere. */
const PURPOSE = { id: 'afterword resume token: id of the key', key: 'afterword resume token: AES-256-GCM' };

/** One key a secret. Without any, a random one that lives as long as the isolate: tokens then end with it. */
export function importKeys(secrets: readonly string[]): Promise<SealingKey[]> {
  const raw: Uint8Array<ArrayBuffer>[] =
    secrets.length > 0
      ? secrets.map((secret) => new Uint8Array(utf8.encode(secret)))
      : [crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))];
  return Promise.all(raw.map(deriveKey));
}

/** HKDF-SHA-256 (RFC 5869) of the secret, without a salt: every isolate must find the same key. */
async function deriveKey(secret: Uint8Array<ArrayBuffer>): Promise<SealingKey> {
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits', 'deriveKey']);
  const derivation = (info: string) => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(0),
    info: utf8.encode(info),
  });
  const [id, key] = await Promise.all([
    crypto.subtle.deriveBits(derivation(PURPOSE.id), material, 32),
    crypto.subtle.deriveKey(derivation(PURPOSE.key), material, { name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]),
  ]);
  return { id: new DataView(id).getUint32(0), key };
}
