/** A request's body, whatever its content type says: `curl -d` sends JSON as a form. */
import { describeIssue, type ZodMiniType } from '../contract/zod.ts';
import { AppError } from '../errors.ts';

/** Encodings of a body that are read, by their names in `Content-Encoding`. */
const ENCODINGS: Readonly<Record<string, 'gzip' | 'deflate'>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
};

/** Throws `invalid_value` that names the field, what was wanted and what was got. */
export function checkFields<T>(schema: ZodMiniType<T>, fields: object): T {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const { param, message } = describeIssue(parsed.error);
  const { code, path } = parsed.error.issues[0]!;
  // Some faults tell it themselves.
  const isTold = code === 'invalid_key' || message.includes(', received ');
  const got = isTold ? '' : `, got ${told(path.reduce(fieldOf, fields))}`;
  throw new AppError('invalid_value', message + got, { param, cause: parsed.error });
}

const fieldOf = (of: unknown, key: PropertyKey): unknown => (of as Record<PropertyKey, unknown>)[key];

/** A value without a word of its text. */
function told(value: unknown): string {
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `${value ?? 'nothing'}`;
}

/** The object that a body is, of at most so many bytes once it is decompressed. Throws as its faults are called. */
export async function readObject(request: Request, maxBytes: number): Promise<object> {
  const bytes = await readBytes(request, maxBytes);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch (cause) {
    throw new AppError('invalid_json', 'The body is not JSON in UTF-8.', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('invalid_json', `The body is not a JSON object: wanted {"prompt": "..."}.`);
  }
  return value;
}

/** Throws `body_too_large` for what is longer than `maxBytes`, as it came or once it is unpacked. */
async function readBytes(request: Request, maxBytes: number): Promise<ArrayBuffer | Uint8Array> {
  const { headers, body } = request;
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? '';
  const format = Object.hasOwn(ENCODINGS, encoding) ? ENCODINGS[encoding] : undefined;
  if (format === undefined && encoding !== '' && encoding !== 'identity') {
    const message = `Content-Encoding: wanted ${Object.keys(ENCODINGS).join(', ')} or none.`;
    throw new AppError('unsupported_encoding', message);
  }
  const tooLong = () => new AppError('body_too_large', `The body is longer than ${maxBytes} bytes.`);
  // What is sent in chunks has no length that counts.
  const length = headers.has('transfer-encoding') ? null : headers.get('content-length');
  if (Number(length) > maxBytes) throw tooLong();
  // Firefox has no `body` of a request; it is the page's own there.
  if (!body || (length !== null && format === undefined)) return request.arrayBuffer();
  const unpacked =
    format === undefined
      ? body
      : body.pipeThrough(new DecompressionStream(format) as ReadableWritablePair<Uint8Array, Uint8Array>);
  const bytes = new Uint8Array(maxBytes);
  let read = 0;
  try {
    for await (const chunk of unpacked as unknown as AsyncIterable<Uint8Array>) {
      if (read + chunk.length > maxBytes) throw tooLong();
      bytes.set(chunk, read);
      read += chunk.length;
    }
  } catch (cause) {
    if (cause instanceof AppError || format === undefined) throw cause;
    throw new AppError('invalid_json', `The body is not ${format}, as its Content-Encoding says.`, { cause });
  }
  return bytes.subarray(0, read);
}
