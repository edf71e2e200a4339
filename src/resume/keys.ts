/** The secrets that sign resume tokens: the first signs, all of them are believed, so that they can be rotated. */

export interface SigningKey {
  /** The first four bytes of the secret's SHA-256: says which key signed, and nothing of it. */
  id: number;
  key: CryptoKey;
}

const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' };
const RANDOM_BYTES = 32;

/** One key a secret. Without any, a random one that lives as long as the isolate: tokens then end with it. */
export function importKeys(secrets: readonly string[]): Promise<SigningKey[]> {
  const utf8 = new TextEncoder();
  const raw: Uint8Array<ArrayBuffer>[] =
    secrets.length > 0
      ? secrets.map((secret) => new Uint8Array(utf8.encode(secret)))
      : [crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))];
  return Promise.all(raw.map(importKey));
}

async function importKey(secret: Uint8Array<ArrayBuffer>): Promise<SigningKey> {
  const digest = await crypto.subtle.digest('SHA-256', secret);
  return {
    id: new DataView(digest).getUint32(0),
    key: await crypto.subtle.importKey('raw', secret, ALGORITHM, false, ['sign', 'verify']),
  };
}
