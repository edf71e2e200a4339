/** What a table says of its texts: classes, labels or numbers; found out from the table, or refused in words. */
import { CorpusError } from '../corpus/errors.ts';
import type { Kind } from './losses.ts';
import { JOIN, type Table } from './table.ts';

/** What is learned of texts, without the texts. */
export interface Question {
  kind: Kind;
  /** Classes or labels in the order of the alphabet, targets in that of the table. */
  names: string[];
}

/** A text and what is right of it: `[names]` of 0 and 1, shares between, or numbers in their own units. */
export interface Row {
  text: string;
  answer: Float32Array;
}

/** Whole numbers in so few values are grades or codes, and taken for classes. */
const MOST_CODES = 20;
const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;

/**
 * Finds the kind: numbers in all columns are targets, a vertical bar in the one column makes labels, else classes. One
 * column of few whole numbers are classes, unless `asked` says targets; columns of shares are labels where `asked` says so. `say` is told of what may surprise.
 * Throws a CorpusError for columns that are none of these.
 */
export function findQuestion(
  path: string,
  table: Table,
  asked: Kind | undefined,
  say: (line: string) => void = () => {},
): Question {
  const { columns, rows } = table;
  const numeric = columns.map((_, i) => rows.every(({ cells }) => NUMBER.test(cells[i])));
  const values = new Set(rows.map(({ cells }) => cells[0]));
  if (asked === 'targets' || (asked === undefined && numeric.every(Boolean))) {
    const codes =
      columns.length === 1 && values.size <= MOST_CODES && [...values].every((v) => /^[+-]?\d+$/.test(v));
    if (asked === undefined && codes) {
      say(
        `column ${columns[0]} holds ${values.size} different whole numbers, taken for classes; --kind targets makes numbers of them`,
      );
    } else {
      const bad = columns.findIndex((_, i) => !numeric[i]);
      if (bad >= 0) {
        const row = rows.findIndex(({ cells }) => !NUMBER.test(cells[bad]));
        throw new CorpusError(
          `${path}: column ${columns[bad]} has ${JSON.stringify(rows[row].cells[bad].slice(0, 20))} in row ${row + 2}, wanted a number`,
        );
      }
      return { kind: 'targets', names: columns };
    }
  }
  if (asked === 'labels' && numeric.every(Boolean) && columns.length > 1) return sharesOf(path, table);
  if (columns.length > 1)
    throw new CorpusError(
      `${path}: columns ${columns.join(', ')} beside the text, not all of them numbers; wanted one column of labels, or numbers alone`,
    );
  const several =
    asked === 'labels' || (asked === undefined && [...values].some((value) => value.includes(JOIN)));
  const names = new Set(
    [...values].flatMap((value) => (several ? value.split(JOIN) : [value])).map((name) => name.trim()),
  );
  names.delete('');
  if (!several && values.size > rows.length / 2 && values.size > MOST_CODES)
    throw new CorpusError(
      `${path}: column ${columns[0]} has ${values.size} different values in ${rows.length} rows; wanted few that come again`,
    );
  return { kind: several ? 'labels' : 'classes', names: [...names].sort() };
}

/** Columns of shares of people who said so, 0 to 1, as labels that are more or less right. */
function sharesOf(path: string, { columns, rows }: Table): Question {
  for (const [row, { cells }] of rows.entries()) {
    const bad = cells.findIndex((cell) => !(Number(cell) >= 0 && Number(cell) <= 1));
    if (bad >= 0)
      throw new CorpusError(
        `${path}: column ${columns[bad]} has ${cells[bad]} in row ${row + 2}; wanted shares from 0 to 1 for labels in columns of their own`,
      );
  }
  return { kind: 'labels', names: columns };
}

/** The rows of a table as answers to a question; rows whose class or number is missing are left out. */
export function answersOf({ kind, names }: Question, { columns, rows }: Table): Row[] {
  const places = new Map(names.map((name, i) => [name, i]));
  return rows.flatMap(({ text, cells }) => {
    if (kind === 'targets' || (kind === 'labels' && columns.length > 1)) {
      const numbers = names.map((name) => Number(cells[columns.indexOf(name)].replace(',', '.')));
      return numbers.every(Number.isFinite) ? [{ text, answer: Float32Array.from(numbers) }] : [];
    }
    const said = kind === 'labels' ? cells[0].split(JOIN).map((name) => name.trim()) : [cells[0]];
    const answer = new Float32Array(names.length);
    for (const name of said) if (places.has(name)) answer[places.get(name)!] = 1;
    return kind === 'classes' && !answer.includes(1) ? [] : [{ text, answer }];
  });
}
