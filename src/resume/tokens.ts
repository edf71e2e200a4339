/**
 * Resume tokens: a snapshot that the client keeps, signed, so that any isolate that knows the secret can go on from it.
 *
 *     version u8 | key id u32 | expires u32, seconds since 1970 | model 8 bytes | tenant 8 bytes | snapshot | HMAC-SHA-256
 *
 * in base64url. Model and tenant are the beginnings of hashes: of the model's bytes, its tokenizer, runtime and version
 * of the server; and of whose API key it was made under. All before the HMAC (RFC 2104) is signed.
 */
import type { ResumeStatus } from '../contract/resume-status.ts';
import type { State } from '../contract/step-model.ts';
import type { Snapshot } from '../generation/reading/snapshot.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { importKeys, type SigningKey } from './keys.ts';
import { decodeSnapshot, encodeSnapshot, FIXED } from './layout.ts';

const VERSION = 2;
const HEADER = 25;
const MAC = 32;
const HASH = 8;
/** Longer ones are not offered: they would cost more to carry than a text costs to read. */
export const MAX_TOKEN_CHARACTERS = 16_384;

/** Whether a state of so many numbers has room in a token, with next to nothing else to carry. */
export const fitsInToken = (stateNumbers: number): boolean =>
  (4 / 3) * (HEADER + FIXED + 4 * stateNumbers + MAC) <= MAX_TOKEN_CHARACTERS;

/** What a token is good for. */
export interface Binding {
  /** Names the model's bytes, its tokenizer and all that decides its arithmetic. */
  model: string;
  /** Id of the caller's API key; '' without keys. */
  tenant: string;
}

export type Opened = { status: 'hit'; snapshot: Snapshot } | { status: Exclude<ResumeStatus, 'hit'> };

export class ResumeTokens {
  readonly #secrets: readonly string[];
  readonly #ttlSeconds: number;
  readonly #nowMs: () => number;
  #keys: SigningKey[] | undefined;

  /** `secrets`: see keys.ts. `nowMs` is milliseconds since 1970. */
  constructor(secrets: readonly string[], ttlSeconds: number, nowMs: () => number) {
    this.#secrets = secrets;
    this.#ttlSeconds = ttlSeconds;
    this.#nowMs = nowMs;
  }

  /** Undefined for a state that is too large to carry. */
  async seal(snapshot: Snapshot, binding: Binding): Promise<string | undefined> {
    const body = encodeSnapshot(snapshot);
    if (body === undefined || (4 / 3) * (HEADER + body.length + MAC) > MAX_TOKEN_CHARACTERS) return undefined;
    const { id, key } = (await this.#load())[0]!;
    const token = new Uint8Array(HEADER + body.length + MAC);
    const view = new DataView(token.buffer);
    view.setUint8(0, VERSION);
    view.setUint32(1, id);
    view.setUint32(5, this.#nowSeconds() + this.#ttlSeconds);
    token.set(await hashOf(binding.model), 9);
    token.set(await hashOf(binding.tenant), 9 + HASH);
    token.set(body, HEADER);
    const signed = token.subarray(0, HEADER + body.length);
    token.set(new Uint8Array(await crypto.subtle.sign('HMAC', key, signed)), signed.length);
    return toBase64Url(token);
  }

  /** Never throws, whatever the text is. `like` gives the sizes of the model's states. */
  async open(text: string, binding: Binding, like: State): Promise<Opened> {
    const token = text.length > MAX_TOKEN_CHARACTERS ? undefined : fromBase64Url(text);
    if (token === undefined || token.length <= HEADER + MAC || token[0] !== VERSION)
      return { status: 'malformed' };
    const view = new DataView(token.buffer, token.byteOffset, token.length);
    const signer = (await this.#load()).find(({ id }) => id === view.getUint32(1));
    if (signer === undefined) return { status: 'unknown_key' };
    const signed = token.subarray(0, token.length - MAC);
    // Compares in constant time.
    const genuine = await crypto.subtle.verify('HMAC', signer.key, token.subarray(signed.length), signed);
    if (!genuine) return { status: 'forged' };
    if (view.getUint32(5) <= this.#nowSeconds()) return { status: 'expired' };
    if (!isSame(token.subarray(9 + HASH, HEADER), await hashOf(binding.tenant))) return { status: 'foreign' };
    if (!isSame(token.subarray(9, 9 + HASH), await hashOf(binding.model))) return { status: 'stale' };
    const snapshot = decodeSnapshot(signed.subarray(HEADER), like);
    return snapshot ? { status: 'hit', snapshot } : { status: 'malformed' };
  }

  /**
   * Not in the constructor: an isolate may draw random numbers only while it answers a request. What is kept is the
   * keys, not the promise: it would end with the request that began it. The first to be ready are everybody's.
   */
  async #load(): Promise<SigningKey[]> {
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

async function hashOf(text: string): Promise<Uint8Array> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return new Uint8Array(digest, 0, HASH);
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);
