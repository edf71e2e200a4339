/** Walks protobuf messages whose bytes may be damaged. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { OnnxError } from './graph.ts';

/** What to do with each field, by number; fields without a handler are skipped. */
export type Handlers = Record<number, (reader: BinaryReader, wireType: WireType) => void>;

/** Things of one kind in a file (nodes, initializers...): above any network of ours, below what would fill a memory. */
const MOST_ITEMS = 20_000;

/** Reads every field of a message. Throws what BinaryReader throws when the bytes end early. */
export function readMessage(bytes: Uint8Array, handlers: Handlers): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const handler = handlers[field];
    if (handler) handler(reader, wireType);
    else reader.skip(wireType, field);
  }
}

/** A repeated number: alone, or many packed into one field. */
export function readRepeated(
  reader: BinaryReader,
  wireType: WireType,
  read: (reader: BinaryReader) => void,
): void {
  const packed = wireType === WireType.LengthDelimited ? new BinaryReader(reader.bytes()) : null;
  if (packed === null) read(reader);
  else while (packed.pos < packed.len) read(packed);
}

/** Appends, unless there are too many already. */
export function append<T>(items: T[], item: T, what: string): void {
  limit(items.length, what);
  items.push(item);
}

/** @throws OnnxError when there are already as many as there may be. */
export function limit(count: number, what: string): void {
  if (count >= MOST_ITEMS) throw new OnnxError(`more than ${MOST_ITEMS} ${what}`);
}

/** A 64-bit integer that must be exact as a number. */
export function integer(reader: BinaryReader, what: string): number {
  const value = Number(reader.int64());
  if (!Number.isSafeInteger(value)) throw new OnnxError(`${what}: ${value} is too large`);
  return value;
}
