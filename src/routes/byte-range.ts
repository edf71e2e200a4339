/** `Range` of a request, as RFC 9110 section 14 has it: one range of bytes. */
import type { ByteRange } from '../catalog/bucket.ts';

const ONE_RANGE = /^bytes=(\d*)-(\d*)$/;

/**
 * The part of `size` bytes that `header` asks for; `unsatisfiable` when it holds none of them. Undefined, which means the
 * whole, for what is no single range: a server may answer those with everything.
 */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = ONE_RANGE.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { offset: size - length, length };
  }
  const offset = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < offset) return undefined;
  return offset >= size ? 'unsatisfiable' : { offset, length: end - offset + 1 };
}
