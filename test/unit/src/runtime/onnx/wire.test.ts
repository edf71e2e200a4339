/** The wire reader against protobuf's own library, on what it writes and on damage. */
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WireReader } from '../../../../../src/runtime/onnx/wire.ts';

const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc
    .integer({ min: 0, max: 62 })
    .chain((bits) => fc.bigInt({ min: -(2n ** BigInt(bits)), max: 2n ** BigInt(bits) })),
);

it('reads every integer of 64 bits: exactly where a number can be exact, else the nearest', () => {
  fc.assert(
    fc.property(int64, (value) => {
      expect(new WireReader(new BinaryWriter().int64(value).finish()).varint()).toBe(Number(value));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

it('reads tags, texts, bytes and floats as the library does', () => {
  const field = fc.integer({ min: 1, max: 2 ** 29 - 1 });
  const text = fc.string({ unit: 'binary' }).filter((string) => string.isWellFormed());
  fc.assert(
    fc.property(field, text, fc.uint8Array(), fc.float({ noNaN: true }), (number, string, bytes, float) => {
      const writer = new BinaryWriter().tag(number, 2).string(string).bytes(bytes).float(float);
      const reader = new WireReader(writer.finish());
      expect(reader.tag()).toEqual([number, 2]);
      expect(reader.string()).toBe(string);
      expect([...reader.bytes()]).toEqual([...bytes]);
      expect(reader.float()).toBe(float);
      expect(reader.more).toBe(false);
    }),
    { seed: 2 },
  );
});

it('leaves out what it is told to, and stands where the library stands', () => {
  const value = fc.constantFrom<[number, (writer: BinaryWriter) => BinaryWriter]>(
    [0, (writer) => writer.int64(-3)],
    [1, (writer) => writer.double(1 / 3)],
    [2, (writer) => writer.string('seven')],
    [5, (writer) => writer.float(7)],
  );
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const writer = new BinaryWriter();
      for (const [wireType, write] of values) write(writer.tag(9, wireType));
      const reader = new WireReader(writer.tag(1, 0).int32(5).finish());
      for (const [wireType] of values) {
        expect(reader.tag()).toEqual([9, wireType]);
        reader.skip(wireType);
      }
      expect([reader.tag(), reader.varint(), reader.more]).toEqual([[1, 0], 5, false]);
    }),
    { seed: 3 },
  );
});

it.each<[string, number[], (reader: WireReader) => unknown]>([
  ['an integer that goes on behind the end', [0x80], (reader) => reader.varint()],
  ['an integer of more than ten bytes', Array(11).fill(0xff), (reader) => reader.varint()],
  ['a text that is longer than what is left', [5, 65], (reader) => reader.string()],
  ['bytes of a negative length', [...Array(9).fill(0xff), 1], (reader) => reader.bytes()],
  ['half a float', [0, 0], (reader) => reader.float()],
  ['the tag of field 0', [2], (reader) => reader.tag()],
  ['a tag of more than 32 bits', [...Array(5).fill(0xff), 1], (reader) => reader.tag()],
  ['a value to leave out that is longer than what is left', [9, 1], (reader) => reader.skip(2)],
  ['a group, which ONNX has none of', [0], (reader) => reader.skip(3)],
])('refuses %s', (_, bytes, read) => {
  expect(() => read(new WireReader(Uint8Array.from(bytes)))).toThrow(RangeError);
});

it('refuses what the library refuses when a message ends anywhere, or has a byte changed', () => {
  const message = new BinaryWriter()
    .tag(1, 2)
    .string('a name')
    .tag(2, 0)
    .int64(300)
    .tag(3, 5)
    .float(2)
    .finish();
  const outcome = (bytes: Uint8Array, walk: (bytes: Uint8Array) => unknown) => {
    try {
      return walk(bytes);
    } catch {
      return 'refused';
    }
  };
  for (let length = 0; length <= message.length; length++) {
    expect(outcome(message.slice(0, length), ours)).toEqual(outcome(message.slice(0, length), theirs));
  }
  for (let at = 0; at < message.length; at++) {
    // Bits of wire type and group that ours knows nothing of are the one difference.
    for (const flip of [8, 16, 64, 128]) {
      const damaged = message.slice();
      damaged[at]! ^= flip;
      expect(outcome(damaged, ours)).toEqual(outcome(damaged, theirs));
    }
  }
});

/** The tags of a message, its values left out. */
function ours(bytes: Uint8Array): number[][] {
  const reader = new WireReader(bytes);
  const tags: number[][] = [];
  while (reader.more) {
    const [field, wireType] = reader.tag();
    reader.skip(wireType);
    tags.push([field, wireType]);
  }
  return tags;
}

function theirs(bytes: Uint8Array): number[][] {
  const reader = new BinaryReader(bytes);
  const tags: number[][] = [];
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    reader.skip(wireType, field);
    tags.push([field, wireType]);
  }
  return tags;
}
