/** A table divided into what is learned, what steers and what is reported; and what is wrong in it, counted. */
import { createHash } from 'node:crypto';
import { CorpusError } from '../corpus/errors.ts';
import { answersOf, type Question, type Row } from './answers.ts';
import type { Table } from './table.ts';

/** A part of the rows. */
export type Part = 'train' | 'valid' | 'test';

/** Of a hundred texts, those with a hash below go to train, then valid, the rest to test. */
const TRAIN = 80;
const VALID = 90;
const FEWEST_ROWS = 60;
const FEWEST_OF_A_CLASS = 5;

/** The parts, and what was left out of them. */
export interface Divided {
  parts: Record<Part, Table>;
  /** Rows without a text. */
  empty: number;
  /** Rows whose text had come before with the same answer. */
  repeated: number;
  /** Rows of texts that stand in several rows with different answers: none of them is learned from. */
  contradicting: number;
}

/** What makes two texts one: letters, marks and digits, whatever their case; all digits are one. */
export const keyOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{N}/gu, '0')
    .replace(/[^\p{L}\p{M}0]/gu, '') || text.trim();

/** Which part a text belongs to: the same wherever and in whatever order it stands. */
export function partOf(key: string): Part {
  const place = Number(BigInt(`0x${createHash('sha256').update(key).digest('hex')}`) % 100n);
  return place < TRAIN ? 'train' : place < VALID ? 'valid' : 'test';
}

/** Throws a CorpusError for a table that nothing can be learned from. */
export function divide(path: string, { columns, rows }: Table, question: Question): Divided {
  const byKey = new Map<string, Table['rows']>();
  let empty = 0;
  for (const row of rows) {
    const key = keyOf(row.text);
    if (key === '') empty++;
    else byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  if (byKey.size === 0)
    throw new CorpusError(`${path}: every text is empty; wanted texts in the column text`);
  const table = (): Table => ({ columns, rows: [] });
  const divided: Divided = {
    parts: { train: table(), valid: table(), test: table() },
    empty,
    repeated: 0,
    contradicting: 0,
  };
  for (const [key, same] of byKey) {
    const answers = new Set(same.map(({ cells }) => cells.join('\n')));
    if (answers.size > 1 && question.kind !== 'targets') divided.contradicting += same.length;
    else {
      divided.repeated += same.length - 1;
      divided.parts[partOf(key)].rows.push(same[0]);
    }
  }
  refuseTooFew(path, divided, question);
  return divided;
}

function refuseTooFew(path: string, { parts }: Divided, question: Question): void {
  const { kind, names } = question;
  const kept = Object.values(parts).flatMap(({ rows }) => rows);
  if (kept.length < FEWEST_ROWS)
    throw new CorpusError(
      `${path}: ${kept.length} different texts, too few to learn from and to test with; wanted at least ${FEWEST_ROWS}, better some hundreds of each class`,
    );
  if (kind === 'classes' && names.length < 2)
    throw new CorpusError(`${path}: every text is ${JSON.stringify(names[0])}; wanted two classes at least`);
  const rows = answersOf(question, parts.train);
  if (kind === 'targets') {
    const still = names.findIndex((_, i) => rows.every(({ answer }) => answer[i] === rows[0].answer[i]));
    if (still >= 0) throw new CorpusError(`${path}: column ${names[still]} is the same number in every row`);
    return;
  }
  for (const [i, count] of countOf(rows, names.length).entries()) {
    if (count < FEWEST_OF_A_CLASS)
      throw new CorpusError(
        `${path}: ${JSON.stringify(names[i])} has ${count} different texts to learn from, wanted at least ${FEWEST_OF_A_CLASS}; join it to another class, or leave it out`,
      );
  }
}

/** Rows of each name, shares added up. */
export function countOf(rows: readonly Row[], names: number): number[] {
  return Array.from({ length: names }, (_, i) => rows.reduce((sum, { answer }) => sum + answer[i], 0));
}
