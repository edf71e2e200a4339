/** The sample of a corpus, on which recall, savings and exact match are measured. */
import { readDocuments } from '../corpus/documents.ts';
import { type Word, wordsOf } from './words.ts';

export const SAMPLE_CHARACTERS = 30_000;
export const SAMPLE_DOCUMENTS = 30;

export interface SampleDocument {
  /** The whole document: what is measured depends on what comes after the sample's end only through its last word. */
  text: string;
  /** UTF-16 units of `text` that belong to the sample. */
  length: number;
}

/** The first 30,000/N characters of each of the first N documents, N = 30 or as many as there are. */
export async function readSample(file: string): Promise<SampleDocument[]> {
  const texts: string[] = [];
  for await (const document of readDocuments(file)) {
    texts.push(document.toString('utf8'));
    if (texts.length === SAMPLE_DOCUMENTS) break;
  }
  return sampleOf(texts);
}

export function sampleOf(texts: readonly string[]): SampleDocument[] {
  const characters = Math.floor(SAMPLE_CHARACTERS / texts.length);
  return texts.map((text) => ({ text, length: unitsOf(text, characters) }));
}

/** Words of a document that lie wholly in the sample. */
export function sampleWords({ text, length }: SampleDocument): Word[] {
  // The sample's last word may go on after its end: a few units more show it.
  return wordsOf(text.slice(0, length + 100)).filter((word) => word.end <= length);
}

/** UTF-16 units of the first `characters` characters of a text. */
function unitsOf(text: string, characters: number): number {
  let units = 0;
  for (const character of text) {
    if (characters-- === 0) break;
    units += character.length;
  }
  return units;
}
