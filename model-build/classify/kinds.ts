/**
 * The table of the gate `kind`: prose in English, other languages, code and data. Code and data are made here, and code is taken
 * from this repository's own sources; prose comes from tables of short texts and from corpora, in windows as long as a gate reads.
 */
import { readDocuments } from '../corpus/documents.ts';
import { Random } from '../random/random.ts';
import { keyOf, type Part, partOf } from './divide.ts';
import { codeText } from './made/code.ts';
import { dataText } from './made/data.ts';
import { sourceTexts, windowOf } from './made/sources.ts';
import { Draws } from './made/words.ts';
import { readTable, type Table } from './table.ts';

/** Made texts of each kind, prose of each corpus, and where random numbers begin: no part holds another one's. */
const MADE: Record<Part, { count: number; windows: number; seed: number }> = {
  train: { count: 7000, windows: 900, seed: 11 },
  valid: { count: 500, windows: 100, seed: 12 },
  test: { count: 700, windows: 100, seed: 13 },
};
/** Rows of a table that are prose at most, so that no table is most of it. */
const MOST_OF_A_TABLE = 2500;
const ENGLISH = 'en';

/** What the table is made of: see `made` of a recipe. */
export interface KindsOf {
  languages: string;
  prose: readonly string[];
  corpora?: readonly string[];
  sources?: readonly string[];
}

/** Where a table of labelled texts, or a corpus, lies, by name. */
export interface Find {
  table(name: string): string;
  corpus(name: string): string;
}

/** Deterministic: the same files make the same table. */
export async function kindsTable(part: Part, find: Find, of: KindsOf): Promise<Table> {
  const rows: Table['rows'] = [];
  const take = (text: string, kind: string) => rows.push({ text, cells: [kind] });
  for (const { text, cells } of (await readTable(find.table(of.languages))).rows) {
    if (cells[0] === ENGLISH) take(text, 'prose');
    else take(text, 'language');
  }
  for (const table of of.prose)
    for (const { text } of (await readTable(find.table(table))).rows.slice(0, MOST_OF_A_TABLE))
      take(text, 'prose');
  const { count, windows, seed } = MADE[part];
  const said = rows.filter(({ cells }) => cells[0] === 'prose').map(({ text }) => text);
  const d = new Draws(new Random(seed), said);
  for (const corpus of of.corpora ?? [])
    for (const text of await windowsOf(find.corpus(corpus), windows, d)) take(text, 'prose');
  for (let i = 0; i < count; i++) take(codeText(d), 'code');
  // Each file is in one part.
  const isOfPart = (path: string) => partOf(keyOf(path)) === part;
  for (const text of sourceTexts(of.sources ?? [], isOfPart, d)) take(text, 'code');
  for (let i = 0; i < count; i++) take(dataText(d), 'data');
  return { columns: ['label'], rows: thinned(rows) };
}

/** A window of each of the first so many documents. */
async function windowsOf(path: string, count: number, d: Draws): Promise<string[]> {
  const texts: string[] = [];
  for await (const document of readDocuments(path)) {
    if (texts.length === count) break;
    const text = windowOf(document.toString('utf8'), d);
    if (/\p{L}/u.test(text)) texts.push(text);
  }
  return texts;
}

/** Other languages are many: every sixth of them is enough. */
function thinned(rows: Table['rows']): Table['rows'] {
  let others = 0;
  return rows.filter(({ cells: [kind] }) => kind !== 'language' || others++ % 6 === 0);
}
