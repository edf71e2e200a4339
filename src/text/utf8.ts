/** UTF-8, which everything here counts and carries texts in. */

/** One for all: it keeps nothing of a text. */
export const utf8 = new TextEncoder();

/** Bytes of a text. */
export const byteLength = (text: string): number => utf8.encode(text).length;
