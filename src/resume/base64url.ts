/** Base64 for URLs (RFC 4648, section 5), without padding. */

/** Characters of a call's arguments at most: some engines take no more. */
const CHUNK = 8192;

/** Bytes in base64url (RFC 4648, section 5), without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * Undefined for what is none, and for a second spelling of the same bytes: the last character may have bits to spare,
 * and only zeros there are canonical (RFC 4648, section 3.5).
 */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const end = toBase64Url(bytes.subarray(bytes.length - (bytes.length % 3)));
  return text.endsWith(end) ? bytes : undefined;
}
