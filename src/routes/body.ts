/** A request's body, whatever its content type says: `curl -d` sends JSON as a form. */
import { describeIssue, type ZodMiniType } from '../contract/zod.ts';
import { AppError } from '../errors.ts';

/** Encodings of a body that are read, by their names in `Content-Encoding`. */
const ENCODINGS: Readonly<Record<string, 'gzip' | 'deflate'>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
};

/** Throws `invalid_json`, or `invalid_value` that names the field. */
export function checkFields<T>(schema: ZodMiniType<T>, fields: object): T {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const { param, message } = describeIssue(parsed.error);
  throw new AppError('invalid_value', message, { param, cause: parsed.error });
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

/** Throws `body_too_large`: `maxBytes` bounds what comes in elsewhere, and here what it unpacks to. */
async function readBytes(request: Request, maxBytes: number): Promise<ArrayBuffer | Uint8Array> {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity' || request.body === null) return request.arrayBuffer();
  const format = Object.hasOwn(ENCODINGS, encoding) ? ENCODINGS[encoding] : undefined;
  if (format === undefined) {
    const message = `Content-Encoding: wanted ${Object.keys(ENCODINGS).join(', ')} or none.`;
    throw new AppError('unsupported_encoding', message);
  }
  const unpacked = request.body.pipeThrough(
    new DecompressionStream(format) as ReadableWritablePair<Uint8Array, Uint8Array>,
  );
  const bytes = new Uint8Array(maxBytes);
  let length = 0;
  try {
    for await (const chunk of unpacked as unknown as AsyncIterable<Uint8Array>) {
      if (length + chunk.length > maxBytes) {
        throw new AppError('body_too_large', `The body unpacks to more than ${maxBytes} bytes.`);
      }
      bytes.set(chunk, length);
      length += chunk.length;
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('invalid_json', `The body is not ${format}, as its Content-Encoding says.`, { cause });
  }
  return bytes.subarray(0, length);
}
