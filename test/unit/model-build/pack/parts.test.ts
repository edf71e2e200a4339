import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { partsOf, writeParts } from '../../../../model-build/pack/parts.ts';
import { sha256 } from '../../../../model-build/sha256.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parts-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('a stream in parts is the stream, and every part but the last is full', async () => {
  async function* streamOf(chunks: Uint8Array[]) {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 40 })),
      fc.integer({ min: 1, max: 50 }),
      async (chunks, most) => {
        const parts: Buffer[] = [];
        for await (const part of partsOf(streamOf(chunks), most)) parts.push(Buffer.concat(part));
        expect(Buffer.concat(parts)).toEqual(Buffer.concat(chunks));
        for (const part of parts.slice(0, -1)) expect(part.length).toBe(most);
        expect(parts.at(-1)?.length ?? 1).toBeGreaterThan(0);
      },
    ),
  );
});

it('the parts of a folder, one after the other, are its archive; their sums are those of their bytes', async () => {
  const [from, out, back] = ['from', 'out', 'back'].map((name) => join(folder, name));
  for (const made of [from!, out!, back!]) await mkdir(made);
  // Bytes that do not compress.
  const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 2654435761) >>> 13);
  await writeFile(join(from!, 'a'), bytes);
  const sizes = await writeParts(from!, out!, 1000);
  const names = (await readdir(out!)).filter((name) => name.startsWith('pack')).toSorted();
  expect(names.slice(0, 2)).toEqual(['pack.tar.gz.000', 'pack.tar.gz.001']);
  const parts = await Promise.all(names.map((name) => readFile(join(out!, name))));
  expect(parts.map(({ length }) => length)).toEqual(sizes);
  expect(await readFile(join(out!, 'SHA256SUMS'), 'utf8')).toBe(
    parts.map((part, i) => `${sha256(part)}  ${names[i]}\n`).join(''),
  );
  await promisify(execFile)('sh', ['-c', `cat ${out}/pack.tar.gz.* | gzip -dc | tar xf - -C ${back}`]);
  expect(new Uint8Array(await readFile(join(back!, 'a')))).toEqual(bytes);
});
