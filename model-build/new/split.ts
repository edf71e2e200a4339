/** Own text divided into what is learned, what steers and what is reported: train, valid, test. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { paragraphsOf, readDocuments } from '../corpus/documents.ts';
import { CorpusError } from '../corpus/errors.ts';
import { writeWhole } from '../whole-file.ts';
import { readForeign } from './foreign-text.ts';

export const SPLITS = ['train', 'valid', 'test'] as const;
export type Split = (typeof SPLITS)[number];
export type SplitBytes = Record<Split, number>;

/** One part in so many goes to valid, another to test. */
const PARTS = 20;
/** With fewer documents than this, runs of paragraphs are what is divided. */
const ENOUGH_DOCUMENTS = 40;
/** In characters: what is longer is a text without line breaks, and is cut into pieces of at most so many. */
const LONGEST_PARAGRAPH = 20_000;
const CUT_PARAGRAPH = 1000;

export interface DividedText {
  bytes: SplitBytes;
  /** Documents, or paragraphs of few documents, that had come before. */
  repeated: number;
}

/**
 * Writes `<name>.<split>.txt` into `folder`. Whole documents go to a split by the hash of their text; of few documents,
 * every twentieth stretch of paragraphs. What comes twice is in one split, both times.
 * Throws a CorpusError for text that cannot be divided.
 */
export async function splitText(
  files: readonly string[],
  name: string,
  folder: string,
): Promise<DividedText> {
  const overwritten = files.find((file) =>
    SPLITS.some((split) => file === join(folder, `${name}.${split}.txt`)),
  );
  if (overwritten)
    throw new CorpusError(`${overwritten}: the divided text would take its place; choose another name`);
  const documents: Buffer[] = [];
  for (const file of files)
    for await (const document of readDocuments(file, readForeign)) documents.push(document);
  const { parts, repeated } =
    documents.length >= ENOUGH_DOCUMENTS ? wholeDocuments(documents) : stretches(documents);
  const bytes = { train: 0, valid: 0, test: 0 };
  for (const { text, split } of parts) bytes[split] += text.length;
  for (const split of SPLITS)
    if (bytes[split] === 0)
      throw new CorpusError(
        `${files.join(', ')}: too little text to keep some of it back for ${split}; wanted at least ${PARTS} paragraphs`,
      );
  await mkdir(folder, { recursive: true });
  for (const split of SPLITS) await writeParts(join(folder, `${name}.${split}.txt`), parts, split);
  return { bytes, repeated };
}

interface Part {
  text: Buffer;
  split: Split;
}

const splitOf = (n: number): Split => (n % PARTS === 1 ? 'valid' : n % PARTS === 2 ? 'test' : 'train');

const splitOfHash = (text: Buffer): Split =>
  splitOf(createHash('sha256').update(text).digest().readUInt32LE(0));

const wholeDocuments = (documents: readonly Buffer[]) => ({
  parts: documents.map((text): Part => ({ text, split: splitOfHash(text) })),
  repeated: documents.length - new Set(documents.map((text) => text.toString('base64'))).size,
});

/**
 * Paragraphs, in order, in as many equal stretches as there are parts, or a few times as many for much text. One that had
 * come before goes, at the end, to the split that it went to then.
 */
function stretches(documents: readonly Buffer[]): { parts: Part[]; repeated: number } {
  const all = documents.flatMap((document) => [...paragraphsOf(document)]).flatMap(sentencesOfLong);
  const splits = new Map<string, Split>();
  const paragraphs = [...new Set(all)];
  const length = Math.max(1, Math.floor(paragraphs.length / (2 * PARTS)));
  const parts: Part[] = [];
  for (let from = 0; from < paragraphs.length; from += length) {
    const stretch = paragraphs.slice(from, from + length);
    const split = splitOf(parts.length);
    for (const paragraph of stretch) splits.set(paragraph, split);
    parts.push({ text: Buffer.from(stretch.join('')), split });
  }
  const seen = new Set<string>();
  for (const paragraph of all) {
    if (seen.has(paragraph)) parts.push({ text: Buffer.from(paragraph), split: splits.get(paragraph)! });
    seen.add(paragraph);
  }
  return { parts, repeated: all.length - paragraphs.length };
}

/** A paragraph as it is; one without line breaks that no paragraph would be so long, cut after sentences or words. */
function sentencesOfLong(paragraph: string): string[] {
  if (paragraph.length <= LONGEST_PARAGRAPH) return [paragraph];
  const pieces: string[] = [];
  for (const [sentence] of paragraph.matchAll(/[^.!?…]+[.!?…]*["”’)\]]*\s*|[.!?…]+/gu)) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + sentence.length <= CUT_PARAGRAPH)
      pieces[pieces.length - 1] += sentence;
    else
      pieces.push(
        ...sentence.match(new RegExp(`[^]{1,${CUT_PARAGRAPH}}(?:\\s|$)|[^]{1,${CUT_PARAGRAPH}}`, 'gu'))!,
      );
  }
  return pieces.map((piece) => `${piece.trim()}\n`).filter((piece) => piece !== '\n');
}

/** Documents with blank lines between them. */
async function writeParts(path: string, parts: readonly Part[], split: Split): Promise<void> {
  await writeWhole(path, async (file) => {
    for (const part of parts) {
      if (part.split !== split) continue;
      await file.writeFile(part.text);
      await file.writeFile(part.text.at(-1) === 0x0a ? '\n' : '\n\n');
    }
  });
}
