/** A person's table of labelled texts, CSV or JSON lines, as rows of named cells; or in words what is wrong with it. */
/// <reference path="./d3-dsv.d.ts" />
import { dsvFormat } from 'd3-dsv';
import { readChunks } from '../corpus/chunks.ts';
import { CorpusError } from '../corpus/errors.ts';

/** A table: a text in each row, and what is said of it, by the other columns' names. */
export interface Table {
  columns: string[];
  rows: { text: string; cells: string[] }[];
}

/** The column that holds texts. */
const TEXT = 'text';
/** Lists in one cell are joined by it. */
export const JOIN = '|';
const DELIMITERS = [',', ';', '\t'];

/** Throws a CorpusError that says in words what is wrong, and where. */
export async function readTable(path: string): Promise<Table> {
  const chunks: Buffer[] = [];
  for await (const chunk of readChunks(path)) chunks.push(chunk);
  const content = textOf(path, Buffer.concat(chunks));
  if (content.trim() === '') throw new CorpusError(`${path}: empty; wanted a row for each text`);
  return /^\s*\{/.test(content) ? fromJsonLines(path, content) : fromCsv(path, content);
}

/** UTF-8, or UTF-16 with its mark. */
function textOf(path: string, bytes: Buffer): string {
  const [first, second] = bytes;
  const wide =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  try {
    return new TextDecoder(wide ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = firstBroken(bytes);
    throw new CorpusError(
      `${path}: line ${line} is not UTF-8, probably the table of an older program; ` +
        'save it as UTF-8, or: iconv -f windows-1252 -t utf-8 FILE > NEW',
      { cause },
    );
  }
}

function firstBroken(bytes: Buffer): number {
  const read = new TextDecoder('utf-8').decode(bytes);
  return read.slice(0, Math.max(0, read.indexOf('\ufffd'))).split('\n').length;
}

function fromCsv(path: string, content: string): Table {
  const head = content.slice(0, content.search(/\r?\n|$/));
  const delimiter = DELIMITERS.toSorted((a, b) => head.split(b).length - head.split(a).length)[0];
  const [header = [], ...lines] = dsvFormat(delimiter).parseRows(content);
  const columns = header.map((name) => name.trim().toLowerCase());
  const at = columns.indexOf(TEXT);
  if (at < 0)
    throw new CorpusError(
      `${path}: line 1 is (${header.map((name) => JSON.stringify(name.slice(0, 20))).join(', ')}); ` +
        'wanted the names of the columns there, one of them text: text,label',
    );
  if (columns.length < 2)
    throw new CorpusError(`${path}: a column text and no other; wanted what each text is: text,label`);
  const rows = lines
    .filter((cells) => cells.some((cell) => cell.trim() !== ''))
    .map((cells, i) => {
      if (cells.length !== columns.length)
        throw new CorpusError(
          `${path}: row ${i + 2} has ${cells.length} cells, wanted ${columns.length}; ` +
            'a text with a comma, a quote or a new line stands in double quotes, and a quote in it twice',
        );
      return {
        text: cells[at],
        cells: cells.filter((_, column) => column !== at).map((cell) => cell.trim()),
      };
    });
  return { columns: columns.filter((name) => name !== TEXT), rows };
}

function fromJsonLines(path: string, content: string): Table {
  const objects = content
    .split(/\r?\n/)
    .map((line, i) => ({ line, number: i + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => {
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        throw new CorpusError(`${path}: line ${number} is not JSON; wanted an object a line`);
      }
      if (typeof (value as { text?: unknown })?.text !== 'string')
        throw new CorpusError(
          `${path}: line ${number} has no field text; wanted {"text": "...", "label": "..."}`,
        );
      return value as Record<string, unknown> & { text: string };
    });
  const columns = Object.keys(objects[0]).filter((name) => name !== TEXT);
  if (columns.length === 0)
    throw new CorpusError(`${path}: a field text and no other; wanted {"text": "...", "label": "..."}`);
  const cell = (value: unknown) => (Array.isArray(value) ? value.join(JOIN) : String(value ?? '')).trim();
  return {
    columns,
    rows: objects.map((object) => ({ text: object.text, cells: columns.map((name) => cell(object[name])) })),
  };
}

/** The same as CSV, a line a row. */
export function csvOf({ columns, rows }: Table): string {
  return `${dsvFormat(',').formatRows([[TEXT, ...columns], ...rows.map(({ text, cells }) => [text, ...cells])])}\n`;
}
