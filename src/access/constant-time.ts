/** Comparing secrets in a time that does not tell how much of them is right. */

/** workerd's addition to Web Crypto; Node's has none. */
type Subtle = { timingSafeEqual?(a: Uint8Array, b: Uint8Array): boolean };

/** Whether two hashes are the same. Only their lengths show in the time it takes. */
export function sameHash(a: Uint8Array, b: Uint8Array, subtle: Subtle = crypto.subtle as Subtle): boolean {
  if (a.length !== b.length) return false;
  if (subtle.timingSafeEqual) return subtle.timingSafeEqual(a, b);
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}
