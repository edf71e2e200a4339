/**
 * Resume tokens: a snapshot that the client keeps, sealed, so that any isolate that knows the secret can go on from it,
 * and nobody without the secret can read the text in it.
 *
 *     version u8 | key id u32 | nonce 12 bytes | sealed: expires u32 | model 8 bytes | tenant 8 bytes | snapshot | tag 16 bytes
 *
 * in base64url; `expires` is seconds since 1970. Sealed is AES-256-GCM (NIST SP 800-38D), which vouches for the version
 * and the key's id too. Model and tenant are the beginnings of hashes: of the model's bytes, its tokenizer, runtime and
 * version of the server; and of whose API key it was made under.
 */
import type { ResumeStatus } from '../contract/resume-status.ts';
import type { State } from '../contract/step-model.ts';
import type { Snapshot } from '../generation/reading/snapshot.ts';
import { utf8 } from '../text/utf8.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { importKeys, type SealingKey } from './keys.ts';
import { decodeSnapshot, encodeSnapshot, FIXED } from './layout.ts';

const VERSION = 3;
/** Tokens of this version were signed and not sealed: nobody's are believed any more. */
const SIGNED_VERSION = 1;
/** Version and key id. */
const HEADER = 5;
/** Drawn anew for each token: a key may seal 2^32 of them before two nonces are likely to be the same. */
const NONCE = 12;
const TAG = 16;
const HASH = 8;
/** Expiry, model and tenant. */
const BOUND = 4 + 2 * HASH;
const OVERHEAD = HEADER + NONCE + BOUND + TAG;
/** Longer ones are not offered: they would cost more to carry than a text costs to read. */
export const MAX_TOKEN_CHARACTERS = 16_384;

/** Whether a state of so many numbers has room in a token, with next to nothing else to carry. */
export const fitsInToken = (stateNumbers: number): boolean =>
  (4 / 3) * (OVERHEAD + FIXED + 4 * stateNumbers) <= MAX_TOKEN_CHARACTERS;

/** What a token is good for. */
export interface Binding {
  /** Names the model's bytes, its tokenizer and all that decides its arithmetic. */
  model: string;
  /** Id of the caller's API key; '' without keys. */
  tenant: string;
}

/** What a token was good for. */
export type Opened = { status: 'hit'; snapshot: Snapshot } | { status: Exclude<ResumeStatus, 'hit'> };

/** Seals snapshots as tokens, and opens them again. */
export class ResumeTokens {
  readonly #secrets: readonly string[];
  readonly #ttlSeconds: number;
  readonly #nowMs: () => number;
  #keys: SealingKey[] | undefined;

  /** `secrets`: see keys.ts. `nowMs` is milliseconds since 1970. */
  constructor(secrets: readonly string[], ttlSeconds: number, nowMs: () => number) {
    this.#secrets = secrets;
    this.#ttlSeconds = ttlSeconds;
    this.#nowMs = nowMs;
  }

  /** Undefined for a state that is too large to carry. */
  async seal(snapshot: Snapshot, binding: Binding): Promise<string | undefined> {
    const body = encodeSnapshot(snapshot);
    if (body === undefined || (4 / 3) * (OVERHEAD + body.length) > MAX_TOKEN_CHARACTERS) return undefined;
    const { id, key } = (await this.#load())[0]!;
    const plain = new Uint8Array(BOUND + body.length);
    new DataView(plain.buffer).setUint32(0, this.#nowSeconds() + this.#ttlSeconds);
    plain.set(await hashOf(binding.model), 4);
    plain.set(await hashOf(binding.tenant), 4 + HASH);
    plain.set(body, BOUND);
    const token = new Uint8Array(OVERHEAD + body.length);
    const view = new DataView(token.buffer);
    view.setUint8(0, VERSION);
    view.setUint32(1, id);
    const nonce = crypto.getRandomValues(token.subarray(HEADER, HEADER + NONCE));
    const sealed = await crypto.subtle.encrypt(sealing(token, nonce), key, plain);
    token.set(new Uint8Array(sealed), HEADER + NONCE);
    return toBase64Url(token);
  }

  /** Never throws, whatever the text is. `like` gives the sizes of the model's states. */
  async open(text: string, binding: Binding, like: State): Promise<Opened> {
    const token = text.length > MAX_TOKEN_CHARACTERS ? undefined : fromBase64Url(text);
    if (token !== undefined && token[0] === SIGNED_VERSION) return { status: 'expired' };
    if (token === undefined || token.length <= OVERHEAD || token[0] !== VERSION)
      return { status: 'malformed' };
    const id = new DataView(token.buffer, token.byteOffset, token.length).getUint32(1);
    const sealer = (await this.#load()).find((known) => known.id === id);
    if (sealer === undefined) return { status: 'unknown_key' };
    const plain = await unsealed(token, sealer.key);
    if (plain === undefined) return { status: 'forged' };
    if (new DataView(plain.buffer).getUint32(0) <= this.#nowSeconds()) return { status: 'expired' };
    if (!isSame(plain.subarray(4 + HASH, BOUND), await hashOf(binding.tenant))) return { status: 'foreign' };
    if (!isSame(plain.subarray(4, 4 + HASH), await hashOf(binding.model))) return { status: 'stale' };
    const snapshot = decodeSnapshot(plain.subarray(BOUND), like);
    return snapshot ? { status: 'hit', snapshot } : { status: 'malformed' };
  }

  /**
   * Not in the constructor: an isolate may draw random numbers only while it answers a request. What is kept is the
   * keys, not the promise: it would end with the request that began it. The first to be ready are everybody's.
   */
  async #load(): Promise<SealingKey[]> {
    if (this.#keys === undefined) {
      const imported = await importKeys(this.#secrets);
      this.#keys ??= imported;
    }
    return this.#keys;
  }

  #nowSeconds(): number {
    return Math.floor(this.#nowMs() / 1000);
  }
}

/** What a token is sealed with, beside its key: its version and key id cannot be changed either. */
const sealing = (token: Uint8Array<ArrayBuffer>, nonce: Uint8Array<ArrayBuffer>) => ({
  name: 'AES-GCM',
  iv: nonce,
  additionalData: token.subarray(0, HEADER),
  tagLength: 8 * TAG,
});

/** Undefined for what this key has not sealed. */
async function unsealed(
  token: Uint8Array<ArrayBuffer>,
  key: CryptoKey,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const nonce = token.subarray(HEADER, HEADER + NONCE);
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt(sealing(token, nonce), key, token.subarray(HEADER + NONCE)),
    );
  } catch {
    return undefined;
  }
}

async function hashOf(text: string): Promise<Uint8Array> {
  const digest = await crypto.subtle.digest('SHA-256', utf8.encode(text));
  return new Uint8Array(digest, 0, HASH);
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);
