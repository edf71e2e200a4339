/** Walks protobuf messages whose bytes may be damaged. */
import { OnnxError } from './graph.ts';
import { WIRE, WireReader } from './wire.ts';

/** What to do with each field, by number; fields without a handler are skipped. */
export type Handlers = Record<number, (reader: WireReader, wireType: number) => void>;

/** Things of one kind in a file (nodes, initializers...): above any network of ours, below what would fill a memory. */
const MOST_ITEMS = 20_000;

/** Reads every field of a message. @throws RangeError when the bytes end early. */
export function readMessage(bytes: Uint8Array, handlers: Handlers): void {
  const reader = new WireReader(bytes);
  while (reader.more) {
    const [field, wireType] = reader.tag();
    const handler = handlers[field];
    if (handler) handler(reader, wireType);
    else reader.skip(wireType);
  }
}

/** A repeated number: alone, or many packed into one field. */
export function readRepeated(reader: WireReader, wireType: number, read: (reader: WireReader) => void): void {
  const packed = wireType === WIRE.bytes ? new WireReader(reader.bytes()) : null;
  if (packed === null) read(reader);
  else while (packed.more) read(packed);
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
export function integer(reader: WireReader, what: string): number {
  const value = reader.varint();
  if (!Number.isSafeInteger(value)) throw new OnnxError(`${what}: ${value} is too large`);
  return value;
}
