/** `If-None-Match`: what a caller has already. */

/**
 * Whether one of the tags is `etag`, compared as RFC 9110 has it for this header: a proxy that compressed the answer has made
 * the tag a weak one. `*`, which asks whether there is anything at all, matches nothing here.
 */
export function matchesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags: string[] = ifNoneMatch?.match(/"[^"]*"/g) ?? [];
  return tags.includes(etag);
}
