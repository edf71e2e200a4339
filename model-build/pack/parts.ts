/** A folder as one compressed archive, in parts that are small enough to send. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';

/** Name of the archive; parts are `pack.tar.gz.000` and so on, in the order of their names. */
const ARCHIVE = 'pack.tar.gz';
/** Every bare machine has gzip; xz, a third smaller, many have not. */
const LEVEL = 9;

/** Writes the archive of `folder` into `out`, with SHA256SUMS. Resolves with the sizes of the parts, in bytes. */
export async function writeParts(folder: string, out: string, partBytes: number): Promise<number[]> {
  const tar = spawn('tar', ['-cf', '-', '-C', folder, '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(tar, 'close');
  const sizes: number[] = [];
  const sums: string[] = [];
  for await (const part of partsOf(tar.stdout.pipe(createGzip({ level: LEVEL })), partBytes)) {
    const name = `${ARCHIVE}.${String(sizes.length).padStart(3, '0')}`;
    const hash = createHash('sha256');
    const file = await open(join(out, name), 'w');
    let size = 0;
    for (const chunk of part) {
      hash.update(chunk);
      await file.writeFile(chunk);
      size += chunk.length;
    }
    await file.close();
    sizes.push(size);
    sums.push(`${hash.digest('hex')}  ${name}\n`);
  }
  const [code] = (await ended) as [number];
  if (code !== 0) throw new Error(`tar ended with code ${code}`);
  await writeFile(join(out, 'SHA256SUMS'), sums.join(''));
  return sizes;
}

/** Chunks of a stream, together at most `most` bytes a part. */
export async function* partsOf(stream: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer[]> {
  let part: Buffer[] = [];
  let size = 0;
  for await (let chunk of stream) {
    while (size + chunk.length > most) {
      part.push(chunk.subarray(0, most - size));
      chunk = chunk.subarray(most - size);
      yield part;
      part = [];
      size = 0;
    }
    part.push(chunk);
    size += chunk.length;
  }
  if (size > 0) yield part;
}
