import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readForeign } from '../../../../model-build/new/foreign-text.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foreign-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(contents: string | Uint8Array, name = 'file'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, contents);
  const chunks: Buffer[] = [];
  for await (const chunk of readForeign(path)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const UTF16 = Buffer.from('\uFEFFÜber\r\nalles', 'utf16le');

describe('text of other systems', () => {
  it.each([
    ['Windows line ends', 'one\r\ntwo\r\n\r\nthree', 'one\ntwo\n\nthree'],
    ['line ends of old Macintoshes', 'one\rtwo\r\rthree', 'one\ntwo\n\nthree'],
    ['plain text', 'one\ntwo', 'one\ntwo'],
    ['Markdown', '# Title\n\n- [ ] {"a": 1}', '# Title\n\n- [ ] {"a": 1}'],
    ['a text that begins with a bracket', '[Enter a ghost.]\nBoo', '[Enter a ghost.]\nBoo'],
    ['a text that begins with a brace', '{sic} he said', '{sic} he said'],
  ])('%s', async (_, given, wanted) => {
    expect(await read(given)).toBe(wanted);
  });

  it('UTF-16, either way round, is converted', async () => {
    expect(await read(UTF16)).toBe('Über\nalles');
    expect(await read(Buffer.from(UTF16).swap16())).toBe('Über\nalles');
  });
});

describe('what is no text is refused with what to do', () => {
  it.each([
    ['%PDF-1.7\n', 'a PDF, not text; make text of it: --text <(pdftotext FILE -)'],
    ['PK\x03\x04abc', 'an archive'],
    [Buffer.from([0x1f, 0x8b, 8, 0]), 'gzip, not text; make text of it: --text <(zcat FILE)'],
    ['<!DOCTYPE html><p>Hello', 'HTML or XML'],
    ['  <html>', 'HTML or XML'],
    ['{"text":"one"}\n{"text":"two"}', 'JSON lines'],
    [`{"text": "${'long '.repeat(3000)}"}`, 'JSON lines'],
    ['["one", "two"]\n', 'JSON lines'],
  ])('%j', async (contents, message) => {
    await expect(read(contents)).rejects.toThrow(message);
  });

  it('a table, by its name', async () => {
    await expect(read('a,b\n1,2\n', 'notes.csv')).rejects.toThrow('a table; wanted text');
  });

  it('an .xz with a check that is not known', async () => {
    const head = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 0x0a, 1, 2, 3, 4]);
    await expect(read(head)).rejects.toThrow('wanted CRC64, as of xz --check=crc64');
  });
});

it('a named pipe is read whole, and once, however its bytes come', async () => {
  const pipe = join(folder, 'pipe');
  await new Promise((resolve) => execFile('mkfifo', [pipe], resolve));
  const written = new Promise((resolve) =>
    execFile('sh', ['-c', `{ printf a; sleep 0.1; printf 'bcdefgh\\nend'; } > ${pipe}`], resolve),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of readForeign(pipe)) chunks.push(chunk);
  await written;
  expect(Buffer.concat(chunks).toString()).toBe('abcdefgh\nend');
});
