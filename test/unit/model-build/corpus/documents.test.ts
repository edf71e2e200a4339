import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paragraphsOf, readDocuments } from '../../../../model-build/corpus/documents.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(contents: string | Uint8Array): Promise<string[]> {
  const path = join(folder, 'notes.txt');
  await writeFile(path, contents);
  const documents: string[] = [];
  for await (const document of readDocuments(path)) documents.push(document.toString('utf8'));
  return documents;
}

/** "One.\nTwo.\n\nThree.\n", compressed by `xz -6` of XZ Utils 5.4. */
const XZ = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQART25lLgpUd28uCgpUaHJlZS4KAAAA8skfn6geIfAAASoSSwhUvB+2830BAAAAAARZWg==',
  'base64',
);

describe('documents', () => {
  it('are parted by blank lines, and keep their newlines', async () => {
    expect(await read('One.\nTwo.\n\nThree.\n')).toEqual(['One.\nTwo.\n', 'Three.\n']);
  });

  it('may be parted by several blank lines, with spaces in them, and need no last newline', async () => {
    expect(await read('\n\nOne.\n \t\n\nTwo.')).toEqual(['One.\n', 'Two.']);
  });

  it('may be one single line', async () => {
    expect(await read('Only this')).toEqual(['Only this']);
  });

  it('lose the carriage returns and the byte order mark of Windows', async () => {
    expect(await read('\uFEFFOne.\r\nTwo.\r\n\r\nThree.\r\n')).toEqual(['One.\nTwo.\n', 'Three.\n']);
  });

  it('are read from .xz, whatever the name', async () => {
    expect(await read(XZ)).toEqual(['One.\nTwo.\n', 'Three.\n']);
  });

  it('are the same whatever their length, across the chunks of a large file', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `Line ${i} of the tide table.`);
    const long = 'é'.repeat(400_000);
    expect(await read(`${lines.join('\n')}\n\n${long}\n`)).toEqual([`${lines.join('\n')}\n`, `${long}\n`]);
  });

  it('fall apart into paragraphs without loss', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'é', '\n', ' '), { maxLength: 20 }), (parts) => {
        const paragraphs = [...paragraphsOf(Buffer.from(parts.join('')))];
        expect(paragraphs.join('')).toBe(parts.join(''));
        for (const paragraph of paragraphs) expect(paragraph).toMatch(/^[^\n]*\n?$/);
      }),
    );
  });
});

describe('a file cut inside its last character', () => {
  it('is read up to the cut, wherever the cut is', async () => {
    const whole = Buffer.from('Tide 潮汐 🌊');
    for (let length = 1; length <= whole.length; length++) {
      const cut = whole.subarray(0, length);
      const expected = new TextDecoder().decode(cut).replace(/\uFFFD$/, '');
      expect(await read(cut)).toEqual([expected]);
    }
  });
});

describe('a file that is no text', () => {
  it('is refused when it is missing', async () => {
    const missing = join(folder, 'missing.txt');
    await expect(readDocuments(missing).next()).rejects.toThrow(`${missing}: cannot be read (ENOENT)`);
  });

  it('is refused when it is empty or blank', async () => {
    await expect(read('')).rejects.toThrow('notes.txt: no text in it');
    await expect(read('\n \n\n')).rejects.toThrow('notes.txt: no text in it');
  });

  it('is refused when it is binary, with the offset', async () => {
    await expect(read(Buffer.from('PK\u0003\u0004\u0000'))).rejects.toThrow('zero byte at offset 4');
  });

  it('is refused when it is not UTF-8, with the offset', async () => {
    const latin1 = Buffer.from('One.\nA caf\u00e9 by the sea.\n', 'latin1');
    await expect(read(latin1)).rejects.toThrow('not UTF-8 at byte offset 10');
  });

  it('names the offset of the first wrong byte', async () => {
    const before = fc.string({ unit: fc.constantFrom('a', 'é', '潮', '🌊', '\n'), maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(before, before, async (right, after) => {
        const bytes = Buffer.concat([Buffer.from(right), Buffer.of(0xff), Buffer.from(`${after}x`)]);
        await expect(read(bytes)).rejects.toThrow(`offset ${Buffer.byteLength(right)};`);
      }),
    );
  });

  it('is refused when its .xz is cut or damaged', async () => {
    await expect(read(XZ.subarray(0, 40))).rejects.toThrow('the .xz is damaged or cut short');
    const damaged = Buffer.from(XZ);
    damaged[30] ^= 0xff;
    await expect(read(damaged)).rejects.toThrow('the .xz is damaged or cut short');
  });
});
