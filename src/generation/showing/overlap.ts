/** Characters at the end of `text` that are the beginning of `phrase`, at most `limit` of them. */
export function overlap(text: string, phrase: string, limit = phrase.length): number {
  let size = Math.min(limit, phrase.length, text.length);
  while (size > 0 && !phrase.startsWith(text.slice(text.length - size))) size--;
  return size;
}
