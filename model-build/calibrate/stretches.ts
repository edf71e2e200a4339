/** Stretches from all over a corpus: the beginnings of its documents alone are too alike, and hold too little of them. */
import { readDocuments } from '../corpus/documents.ts';
import type { SampleDocument } from './sample.ts';

export const STRETCHES = 60;
/** UTF-16 units of one: what a person has before the caret. */
export const STRETCH_LENGTH = 1600;
/** Text after a stretch that shows how its last words go on. */
const AFTER = 2000;

/** Evenly spread stretches of a corpus, each from the beginning of a paragraph. */
export async function readStretches(file: string): Promise<SampleDocument[]> {
  const documents: string[] = [];
  for await (const document of readDocuments(file)) documents.push(document.toString('utf8'));
  return stretchesOf(documents);
}

export function stretchesOf(documents: readonly string[]): SampleDocument[] {
  const total = documents.reduce((sum, { length }) => sum + length, 0);
  const found: SampleDocument[] = [];
  let next = 0;
  let before = 0;
  for (const text of documents) {
    let from = 0;
    for (; next < before + text.length; next += Math.max(total / STRETCHES, STRETCH_LENGTH)) {
      const at = Math.floor(Math.max(next - before, 0));
      // The paragraph that holds the place, unless the stretch before it has reached into it.
      const start = Math.max(text.lastIndexOf('\n', at - 1) + 1, from);
      const stretch = text.slice(start, start + STRETCH_LENGTH + AFTER).toWellFormed();
      const length = Math.min(STRETCH_LENGTH, text.length - start);
      if (length > 0) found.push({ text: stretch, length });
      from = start + STRETCH_LENGTH;
    }
    before += text.length;
  }
  return found;
}
