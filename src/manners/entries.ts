/**
 * How a word or a phrase that is not to be said is known again: by a hash of its plainest spelling. The list itself is
 * nowhere in the repository; scripts/build-manners.ts makes hashes of one.
 */

/** Endings of a stem that stand for it too: small, so that no longer word is met by chance. */
const ENDINGS = ['', 's', 'es', 'y', 'ed', 'ing', 'ish', 'er', 'ers', 'ry'];
/** Words of the longest phrase. */
export const MOST_WORDS = 5;
/** Behind a stem, before it is hashed: the same letters without it are that word alone. */
export const ANY_ENDING = '*';

/** Words and phrases by their hashes. */
export type Listed = ReadonlySet<number>;

/** Four bytes a hash, little-endian, in base64. */
export const packListed = (hashes: Iterable<number>): string =>
  btoa(String.fromCharCode(...new Uint8Array(Uint32Array.from(hashes).buffer)));

/** The inverse of `packListed`. */
export const unpackListed = (packed: string): Listed =>
  new Set(new Uint32Array(Uint8Array.from(atob(packed), (byte) => byte.charCodeAt(0)).buffer));

/** The plainest spelling: compatible forms in small letters, no marks, nothing that does not show (soft hyphens). */
export function plainest(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}\p{Cf}]/gu, '');
}

/** 32 bits of an entry's plainest spelling: FNV-1a over its UTF-16 units, mixed as Murmur 3 ends. */
export function hashOf(entry: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < entry.length; i++) hash = Math.imul(hash ^ entry.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Whether the last of `words` is listed, or ends a listed phrase. Words are in their plainest spelling. */
export function endsInListed(words: readonly string[], listed: Listed): boolean {
  const word = words.at(-1) ?? '';
  const isStem = (ending: string): boolean =>
    word.endsWith(ending) && listed.has(hashOf(word.slice(0, word.length - ending.length) + ANY_ENDING));
  if (listed.has(hashOf(word)) || ENDINGS.some(isStem)) return true;
  for (let count = 2; count <= Math.min(MOST_WORDS, words.length); count++)
    if (listed.has(hashOf(words.slice(-count).join(' ')))) return true;
  return false;
}
