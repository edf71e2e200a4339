/** Tables as people have them: what is read of them, and in which words bad ones are refused. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOf, findQuestion } from '../../../../model-build/classify/answers.ts';
import { divide, keyOf, partOf } from '../../../../model-build/classify/divide.ts';
import { csvOf, readTable } from '../../../../model-build/classify/table.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterword-table-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'table.csv');
  await writeFile(path, content);
  return path;
}
const read = async (content: string | Uint8Array) => readTable(await write(content));
const question = async (content: string, kind?: 'classes' | 'labels' | 'targets') =>
  findQuestion('t', await read(content), kind);

describe('a table', () => {
  it('is RFC 4180: quotes, commas and new lines stand in a text', async () => {
    const table = await read('text,label\r\n"He said ""no"", twice",a\r\n"two\nlines",b\r\n');
    expect(table.rows.map(({ text }) => text)).toEqual(['He said "no", twice', 'two\nlines']);
    expect(await read(csvOf(table))).toEqual(table);
  });

  it.each([
    ['semicolons', 'text;label\na, b;x\n'],
    ['tabs', 'Text\tLabel\na, b\tx\n'],
    ['the column of texts last', 'label,text\nx,"a, b"\n'],
    ['JSON lines', '{"text":"a, b","label":"x"}\n'],
    ['UTF-16 with its mark', Buffer.from('\ufefftext,label\n"a, b",x\n', 'utf16le')],
    ['a byte order mark', '\ufefftext,label\n"a, b",x\n'],
  ])('may have %s', async (_, content) => {
    expect(await read(content)).toEqual({ columns: ['label'], rows: [{ text: 'a, b', cells: ['x'] }] });
  });

  it.each([
    ['', 'empty'],
    ['hello,spam\nbye,ham\n', 'line 1 is ("hello", "spam"); wanted the names of the columns'],
    ['text\nhello\n', 'a column text and no other'],
    ['text,label\nhello, there,spam\n', 'row 2 has 3 cells, wanted 2; a text with a comma'],
    [Buffer.from('text,label\nok,a\ncaf\xe9,b\n', 'latin1'), 'line 3 is not UTF-8'],
    ['{"text":"a","label":"b"}\n{"txt":"a"}\n', 'line 2 has no field text'],
    ['{"text":"a","label":"b"}\n{oops\n', 'line 2 is not JSON'],
  ])('that is not one is refused in words: %j', async (content, words) => {
    await expect(read(content)).rejects.toThrow(words);
  });
});

describe('the question', () => {
  it('is found from the cells', async () => {
    expect(await question('text,label\na,x\nb,y\n')).toEqual({ kind: 'classes', names: ['x', 'y'] });
    expect(await question('text,labels\na,x|y\nb,\nc,z\n')).toEqual({
      kind: 'labels',
      names: ['x', 'y', 'z'],
    });
    expect(await question('text,joy,anger\na,1.5,"2,5"\nb,0,1e-3\n')).toEqual({
      kind: 'targets',
      names: ['joy', 'anger'],
    });
  });

  it('takes few whole numbers for classes, says so, and takes them for numbers when told', async () => {
    const table = await read('text,stars\na,1\nb,5\n');
    const said: string[] = [];
    expect(findQuestion('t', table, undefined, (line) => said.push(line)).kind).toBe('classes');
    expect(said.join()).toContain('2 different whole numbers, taken for classes; --kind targets');
    expect(findQuestion('t', table, 'targets')).toEqual({ kind: 'targets', names: ['stars'] });
  });

  it.each([
    ['text,a,b\nx,1,2\ny,one,2\n', 'columns a, b beside the text'],
    [
      `text,id\n${Array.from({ length: 50 }, (_, i) => `t${i},id-${i}`).join('\n')}`,
      '50 different values in 50 rows',
    ],
  ])('is refused in words where there is none: %j', async (content, words) => {
    await expect(question(content)).rejects.toThrow(words);
  });

  it('names the row of a cell that is no number', async () => {
    await expect(question('text,stars\na,1.5\nb,many\n', 'targets')).rejects.toThrow('"many" in row 3');
  });

  it('becomes answers, one a name', async () => {
    const table = await read('text,labels\na,x|z\nb,y\n');
    const answers = answersOf({ kind: 'labels', names: ['x', 'y', 'z'] }, table).map(({ answer }) => [
      ...answer,
    ]);
    expect(answers).toEqual([
      [1, 0, 1],
      [0, 1, 0],
    ]);
  });
});

describe('parts', () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({
    text: `Text of ${String.fromCharCode(97 + (i % 26))}${String.fromCharCode(97 + Math.floor(i / 26))}`,
    cells: [i % 2 ? 'x' : 'y'],
  }));
  const about = { kind: 'classes', names: ['x', 'y'] } as const;

  it('hold eight, one and one of ten texts, each the same in any order of rows', () => {
    const { parts } = divide('t', { columns: ['label'], rows }, { ...about, names: ['x', 'y'] });
    const sizes = [parts.train, parts.valid, parts.test].map((part) => part.rows.length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(400);
    expect(sizes[0]).toBeGreaterThan(280);
    expect(Math.min(sizes[1]!, sizes[2]!)).toBeGreaterThan(20);
    const again = divide(
      't',
      { columns: ['label'], rows: rows.toReversed() },
      { ...about, names: ['x', 'y'] },
    );
    const texts = (part: { rows: { text: string }[] }) => part.rows.map(({ text }) => text).toSorted();
    expect(texts(again.parts.test)).toEqual(texts(parts.test));
  });

  it('hold a text once, whatever its case, digits and punctuation; contradictions nowhere', () => {
    expect(keyOf('Win 100 now!')).toBe(keyOf('win  999, NOW'));
    expect(partOf(keyOf('Win 100 now!'))).toBe(partOf(keyOf('win  999, NOW')));
    const more = [
      { text: 'Same thing', cells: ['x'] },
      { text: 'same THING!', cells: ['x'] },
      { text: 'Odd thing', cells: ['x'] },
      { text: 'Odd thing', cells: ['y'] },
      { text: '  ', cells: ['x'] },
    ];
    const found = divide(
      't',
      { columns: ['label'], rows: [...rows, ...more] },
      { ...about, names: ['x', 'y'] },
    );
    expect([found.repeated, found.contradicting, found.empty]).toEqual([1, 2, 1]);
    const all = Object.values(found.parts).flatMap((part) => part.rows.map(({ text }) => text));
    expect(all.filter((text) => /thing/i.test(text))).toEqual(['Same thing']);
  });

  it.each([
    [rows.slice(0, 10), ['x', 'y'], '10 different texts, too few'],
    [rows.map(({ text }) => ({ text, cells: ['x'] })), ['x'], 'every text is "x"; wanted two classes'],
    [
      rows.map(({ text }, i) => ({ text, cells: [i === 0 ? 'rare' : i % 2 ? 'x' : 'y'] })),
      ['rare', 'x', 'y'],
      '"rare" has',
    ],
    [rows.map(({ cells }) => ({ text: ' ', cells })), ['x', 'y'], 'every text is empty'],
  ])('are refused of a table that nothing can be learned from', (some, names, words) => {
    expect(() => divide('t', { columns: ['label'], rows: some }, { kind: 'classes', names })).toThrow(words);
  });
});
