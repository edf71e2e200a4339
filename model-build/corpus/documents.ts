/** Text files as documents: one paragraph a line, a blank line between documents. */
import { isUtf8 } from 'node:buffer';
import { readChunks } from './chunks.ts';
import { CorpusError } from './errors.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * UTF-8 bytes of each document: its paragraphs, each with its newline, without the blank lines around it. Windows line
 * ends are read as newlines. A file that is cut inside its last character is read up to the cut. `read` gives its bytes.
 * Throws a CorpusError for a file that is missing, empty, binary or not UTF-8; offsets count bytes of text.
 */
export async function* readDocuments(path: string, read = readChunks): AsyncGenerator<Buffer> {
  let paragraphs: Buffer[] = [];
  let found = false;
  for await (const line of readLines(path, read)) {
    if (!isBlank(line)) {
      paragraphs.push(line);
    } else if (paragraphs.length > 0) {
      found = true;
      yield Buffer.concat(paragraphs);
      paragraphs = [];
    }
  }
  if (paragraphs.length > 0) yield Buffer.concat(paragraphs);
  else if (!found) throw new CorpusError(`${path}: no text in it; wanted paragraphs, one a line, as UTF-8`);
}

/** Lines with their newline, checked. */
async function* readLines(path: string, read: typeof readChunks): AsyncGenerator<Buffer> {
  let unfinished: Buffer[] = [];
  let offset = 0;
  for await (const chunk of read(path)) {
    let from = offset === 0 && unfinished.length === 0 && chunk.indexOf(BYTE_ORDER_MARK) === 0 ? 3 : 0;
    offset += from;
    for (let end = chunk.indexOf(NEWLINE, from); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      unfinished.push(chunk.subarray(from, end + 1));
      const line = unfinished.length === 1 ? unfinished[0] : Buffer.concat(unfinished);
      yield withPlainEnd(checked(line, path, offset));
      unfinished = [];
      offset += line.length;
      from = end + 1;
    }
    if (from < chunk.length) unfinished.push(chunk.subarray(from));
  }
  const last = withoutCutCharacter(Buffer.concat(unfinished));
  if (last.length > 0) yield checked(last, path, offset);
}

function checked(line: Buffer, path: string, offset: number): Buffer {
  const zero = line.indexOf(0);
  if (zero >= 0) {
    throw new CorpusError(
      `${path}: a binary file (zero byte at offset ${offset + zero}); wanted text as UTF-8`,
    );
  }
  if (!isUtf8(line)) {
    const wrong = offset + validLength(line);
    throw new CorpusError(
      `${path}: not UTF-8 at byte offset ${wrong}; convert it first, for example with iconv`,
    );
  }
  return line;
}

/** Bytes before the first that is not UTF-8. */
function validLength(bytes: Buffer): number {
  let valid = 0;
  let wrong = bytes.length;
  // Bisection: a prefix is right if it ends, at most, inside a character.
  while (valid < wrong - 1) {
    const middle = (valid + wrong) >> 1;
    if (isUtf8(withoutCutCharacter(bytes.subarray(0, middle)))) valid = middle;
    else wrong = middle;
  }
  return withoutCutCharacter(bytes.subarray(0, valid)).length;
}

/** Drops a last character that lacks bytes. */
function withoutCutCharacter(bytes: Buffer): Buffer {
  for (let missing = 1; missing <= Math.min(3, bytes.length); missing++) {
    const lead = bytes[bytes.length - missing];
    if (lead < 0x80) return bytes;
    if (lead >= 0xc0) {
      const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
      return length > missing ? bytes.subarray(0, bytes.length - missing) : bytes;
    }
  }
  return bytes;
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === NEWLINE || byte === 0x20 || byte === 0x09);
}

function withPlainEnd(line: Buffer): Buffer {
  const end = line.length - 2;
  if (end < 0 || line[end] !== CARRIAGE_RETURN) return line;
  return Buffer.concat([line.subarray(0, end), line.subarray(end + 1)]);
}

/** Paragraphs of a document as text, each with its newline; a document may be longer than the longest string. */
export function* paragraphsOf(document: Buffer): Generator<string> {
  let from = 0;
  while (from < document.length) {
    const end = document.indexOf(NEWLINE, from);
    const next = end < 0 ? document.length : end + 1;
    yield document.toString('utf8', from, next);
    from = next;
  }
}
