/**
 * How common each token is in general, a byte a token: eighths of a bit of its share of the training text, so that a
 * manifest can carry it. Off by 4.5 % at most.
 */
import { exp2 } from '../arithmetic/exponential.ts';
import { log2 } from '../arithmetic/logarithm.ts';

const STEPS_PER_BIT = 8;
const LARGEST = 255;

/**
 * Base64. `counts` `[vocabulary]`: how often each token stands in a text; one that does not counts as half a time.
 * `startToken` is told as if it were everywhere: that a document has begun says nothing of what will be said in it.
 */
export function encodeBackground(counts: ArrayLike<number>, startToken?: number): string {
  const smoothed = Array.from(counts, (count) => count + 0.5);
  const total = smoothed.reduce((sum, count) => sum + count, 0);
  const bytes = smoothed.map((count) => Math.min(LARGEST, Math.round(-STEPS_PER_BIT * log2(count / total))));
  if (startToken !== undefined) bytes[startToken] = 0;
  return btoa(String.fromCharCode(...bytes));
}

/** The bytes, `[vocabulary]`. */
export const decodeBackground = (encoded: string): Uint8Array =>
  Uint8Array.from(atob(encoded), (byte) => byte.charCodeAt(0));

/** Shares of the text, by byte. */
export const SHARES = Float32Array.from({ length: LARGEST + 1 }, (_, byte) => exp2(-byte / STEPS_PER_BIT));
