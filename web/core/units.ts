/** How much of a ghost is taken at once, in any script. */

const words = new Intl.Segmenter(undefined, { granularity: 'word' });
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const RIGHT_TO_LEFT =
  /^\P{L}*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** White space, a word, and the punctuation right behind it. Never empty for a text that is not. */
export function firstWord(text: string): string {
  let end = 0;
  let inside = false;
  for (const { segment, isWordLike } of words.segment(text)) {
    const blank = segment.trim() === '';
    if (inside && (blank || isWordLike)) break;
    if (!blank) inside = true;
    end += segment.length;
  }
  return text.slice(0, end);
}

/** The longest beginning of at most `room` UTF-16 units that ends between two characters as people count them. */
export function trimTo(text: string, room: number): string {
  if (text.length <= room) return text;
  let end = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (end + segment.length > room) break;
    end += segment.length;
  }
  return text.slice(0, end);
}

/** Whether a text is written from right to left: its first letter says so. */
export const isRightToLeft = (text: string): boolean => RIGHT_TO_LEFT.test(text);
