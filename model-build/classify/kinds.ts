/** The table of the gate `kind`: prose in English, other languages, code and data; the last two are made here. */
import { Random } from '../random/random.ts';
import type { Part } from './divide.ts';
import { codeText } from './made/code.ts';
import { dataText } from './made/data.ts';
import { Draws } from './made/words.ts';
import { readTable, type Table } from './table.ts';

/** Made texts of each kind, and where their random numbers begin: no part holds another one's. */
const MADE: Record<Part, { count: number; seed: number }> = {
  train: { count: 4000, seed: 11 },
  valid: { count: 500, seed: 12 },
  test: { count: 700, seed: 13 },
};
/** Rows of a table that are prose at most, so that no table is most of it. */
const MOST_OF_A_TABLE = 2500;
const ENGLISH = 'en';

/** Where a table of labelled texts lies, by name. */
export type Find = (table: string) => string;

/** `languages`: the table of languages; `prose`: tables whose texts are English. Deterministic. */
export async function kindsTable(
  part: Part,
  find: Find,
  { languages, prose }: { languages: string; prose: readonly string[] },
): Promise<Table> {
  const rows: Table['rows'] = [];
  const take = (text: string, kind: string) => rows.push({ text, cells: [kind] });
  for (const { text, cells } of (await readTable(find(languages))).rows) {
    if (cells[0] === ENGLISH) take(text, 'prose');
    else take(text, 'language');
  }
  for (const table of prose)
    for (const { text } of (await readTable(find(table))).rows.slice(0, MOST_OF_A_TABLE)) take(text, 'prose');
  const { count, seed } = MADE[part];
  const d = new Draws(new Random(seed));
  for (let i = 0; i < count; i++) take(codeText(d), 'code');
  for (let i = 0; i < count; i++) take(dataText(d), 'data');
  return { columns: ['label'], rows: thinned(rows) };
}

/** Other languages are many: every sixth of them is enough. */
function thinned(rows: Table['rows']): Table['rows'] {
  let others = 0;
  return rows.filter(({ cells: [kind] }) => kind !== 'language' || others++ % 6 === 0);
}
