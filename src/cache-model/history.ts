/**
 * The last tokens of a text as one more vector of a model's state, so that they travel wherever a state does: two 16-bit
 * numbers in the bits of each float, the newest last. A number is a token plus 1, or 0 where there is none yet; its
 * highest bit says that the model has drawn the token itself.
 */

/** Vocabularies up to this have no token whose bits could be a NaN, which an engine may write in another way. */
export const MOST_PIECES = 0x7f7f;

const TOKEN = 0x7fff;
const BY_MODEL = 0x8000;

/** A history of `window` tokens, an even number, before any. */
export const emptyHistory = (window: number): Float32Array => new Float32Array(window / 2);

/** The numbers in it, `[window]`: a view. */
export const numbersOf = (history: Float32Array): Uint16Array =>
  new Uint16Array(history.buffer, history.byteOffset, 2 * history.length);

/** Adds a token in place; the oldest leaves. `byModel`: drawn by the model, not given to it. */
export function remember(history: Float32Array, token: number, byModel = false): void {
  const numbers = numbersOf(history);
  numbers.copyWithin(0, 1);
  numbers[numbers.length - 1] = (token + 1) | (byModel ? BY_MODEL : 0);
}

/** The token of a number, -1 for none. */
export const tokenOf = (number: number): number => (number & TOKEN) - 1;

/** Whether the model has drawn the token of a number itself. */
export const isByModel = (number: number): boolean => (number & BY_MODEL) !== 0;
