/** A person's own file as UTF-8 with plain line ends, or what to do with one that is no text. */
import { readChunks } from '../corpus/chunks.ts';
import { CorpusError } from '../corpus/errors.ts';

/** Files that are no text: how they begin, what they are, and what makes text of them. */
const NO_TEXT: [string | RegExp, string, string][] = [
  ['%PDF-', 'a PDF', 'pdftotext FILE -'],
  ['PK\x03\x04', 'an archive (.docx, .odt, .epub, .zip)', 'pandoc -t plain FILE'],
  ['\x1f\x8b', 'gzip', 'zcat FILE'],
  ['\x28\xb5\x2f\xfd', 'zstd', 'zstdcat FILE'],
  ['BZh', 'bzip2', 'bzcat FILE'],
  ['{\\rtf', 'RTF', 'pandoc -t plain FILE'],
  [/^\s*<(!doctype|html|\?xml)/i, 'HTML or XML', 'pandoc -t plain FILE'],
];
const HEAD_BYTES = 4096;
const TABLE = /\.(csv|tsv)$/i;

/**
 * Bytes of a file for `readDocuments`: UTF-16 with a byte order mark is converted, line ends of Windows and of old
 * Macintoshes become newlines. Throws a CorpusError that says what to do for PDF, HTML, JSON lines, tables and archives.
 */
export async function* readForeign(path: string): AsyncGenerator<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readChunks(path)) chunks.push(chunk);
  const bytes = utf8Of(Buffer.concat(chunks));
  refuseNoText(path, bytes.subarray(0, HEAD_BYTES));
  yield withNewlines(bytes);
}

function utf8Of(bytes: Buffer): Buffer {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return recoded(bytes, 'utf-16le');
  if (first === 0xfe && second === 0xff) return recoded(bytes, 'utf-16be');
  return bytes;
}

const recoded = (bytes: Buffer, encoding: string): Buffer =>
  Buffer.from(new TextDecoder(encoding).decode(bytes), 'utf8');

function refuseNoText(path: string, head: Buffer): void {
  const begins = head.toString('latin1');
  const found = NO_TEXT.find(([sign]) =>
    typeof sign === 'string' ? begins.startsWith(sign) : sign.test(begins),
  );
  if (found) {
    const [, kind, command] = found;
    throw new CorpusError(`${path}: ${kind}, not text; make text of it: --text <(${command})`);
  }
  if (TABLE.test(path)) {
    throw new CorpusError(`${path}: a table; wanted text: the column that holds it, a paragraph a line`);
  }
  if (isJsonLine(head.toString('utf8').split('\n')[0])) {
    throw new CorpusError(`${path}: JSON lines; wanted the text in them: --text <(jq -r .text FILE)`);
  }
}

function isJsonLine(line: string): boolean {
  if (!/^\s*[[{]/.test(line)) return false;
  // A line that is longer than the head cannot be parsed; one that begins with a field's name is JSON all the same.
  if (/^\s*\{\s*"[^"]*"\s*:/.test(line)) return true;
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

const CR = 0x0d;
const LF = 0x0a;

/** Works on bytes: a text may be longer than the longest string. */
function withNewlines(bytes: Buffer): Buffer {
  if (!bytes.includes(CR)) return bytes;
  const plain = Buffer.alloc(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === CR && bytes[i + 1] === LF) continue;
    plain[length++] = bytes[i] === CR ? LF : bytes[i]!;
  }
  return plain.subarray(0, length);
}
