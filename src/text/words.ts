/**
 * Where text may be cut into pieces. No piece crosses the edge of a word, so that what a person is typing has few
 * readings as tokens; no run is unbounded, so that only the last few characters of a text can still change their
 * tokens when more is typed. Every character falls into exactly one alternative: nothing is lost.
 *
 * In order: a word with its leading space (at most 30 letters, inner apostrophes included) | up to 3 digits |
 * up to 8 signs | a newline, alone | spaces that are not the leading space of something | any other space.
 *
 * Written so that JavaScript and Oniguruma (the regular expressions of Hugging Face's Rust tokenizers) agree.
 */
export const SPLIT_PATTERN = [
  " ?[\\p{L}\\p{M}](?:[\\p{L}\\p{M}]|['\\u2019](?=[\\p{L}\\p{M}])){0,29}",
  ' ?\\p{N}{1,3}',
  ' ?[^\\s\\p{L}\\p{M}\\p{N}]{1,8}',
  '\\n',
  '[^\\S\\n]{1,16}(?!\\S)',
  '[^\\S\\n]',
].join('|');

/** Cuts text by a pattern; what the pattern skips becomes a run of its own. The runs concatenate to the text. */
export function* splitText(text: string, pattern: RegExp): Generator<string> {
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) yield text.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0] !== '') yield match[0];
  }
  if (end < text.length) yield text.slice(end);
}
