/** Own text divided into what is learned, what steers and what is reported: train, valid, test. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { paragraphsOf, readDocuments } from '../corpus/documents.ts';
import { CorpusError } from '../corpus/errors.ts';
import { writeWhole } from '../whole-file.ts';

export const SPLITS = ['train', 'valid', 'test'] as const;
export type Split = (typeof SPLITS)[number];
export type SplitBytes = Record<Split, number>;

/** One part in so many goes to valid, another to test. */
const PARTS = 20;
/** With fewer documents than this, runs of paragraphs are what is divided. */
const ENOUGH_DOCUMENTS = 40;

/**
 * Writes `<name>.<split>.txt` into `folder` and resolves with their sizes. Whole documents go to a split by the hash of
 * their text, so a document that comes twice is never in two splits; of few documents, every twentieth stretch.
 * Throws a CorpusError for text that cannot be divided.
 */
export async function splitText(files: readonly string[], name: string, folder: string): Promise<SplitBytes> {
  const overwritten = files.find((file) =>
    SPLITS.some((split) => file === join(folder, `${name}.${split}.txt`)),
  );
  if (overwritten)
    throw new CorpusError(`${overwritten}: the divided text would take its place; choose another name`);
  const documents: Buffer[] = [];
  for (const file of files) for await (const document of readDocuments(file)) documents.push(document);
  const parts =
    documents.length >= ENOUGH_DOCUMENTS
      ? documents.map((text) => ({ text, split: splitOfHash(text) }))
      : stretches(documents);
  const bytes = { train: 0, valid: 0, test: 0 };
  for (const { text, split } of parts) bytes[split] += text.length;
  for (const split of SPLITS)
    if (bytes[split] === 0)
      throw new CorpusError(
        `${files.join(', ')}: too little text to keep some of it back for ${split}; wanted at least ${PARTS} paragraphs`,
      );
  await mkdir(folder, { recursive: true });
  for (const split of SPLITS) await writeParts(join(folder, `${name}.${split}.txt`), parts, split);
  return bytes;
}

interface Part {
  text: Buffer;
  split: Split;
}

const splitOf = (n: number): Split => (n % PARTS === 1 ? 'valid' : n % PARTS === 2 ? 'test' : 'train');

const splitOfHash = (text: Buffer): Split =>
  splitOf(createHash('sha256').update(text).digest().readUInt32LE(0));

/** Paragraphs, in order, in as many equal stretches as there are parts, or a few times as many for much text. */
function stretches(documents: readonly Buffer[]): Part[] {
  const paragraphs = documents.flatMap((document) => [...paragraphsOf(document)]);
  const length = Math.max(1, Math.floor(paragraphs.length / (2 * PARTS)));
  const parts: Part[] = [];
  for (let from = 0; from < paragraphs.length; from += length)
    parts.push({
      text: Buffer.from(paragraphs.slice(from, from + length).join('')),
      split: splitOf(parts.length),
    });
  return parts;
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
