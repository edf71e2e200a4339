import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Utf8Stream } from '../../../../src/text/utf8-stream.ts';

/** Cuts bytes at the given places and sends the parts through one stream. */
function inParts(bytes: Uint8Array, cuts: number[]): string[] {
  const stream = new Utf8Stream();
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const parts = edges.slice(1).map((end, i) => stream.push(bytes.subarray(edges[i], end)));
  return [...parts, stream.flush()];
}

it('gives the same text however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
      ),
      fc.array(fc.nat()),
      (bytes, cuts) => {
        const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
        expect(inParts(bytes, cuts).join('')).toBe(whole);
      },
    ),
  );
});

it('lets only whole characters out', () => {
  const stream = new Utf8Stream();
  const euro = new TextEncoder().encode('€');
  expect(stream.push(euro.subarray(0, 1))).toBe('');
  expect(stream.push(euro.subarray(1, 2))).toBe('');
  expect(stream.push(euro.subarray(2))).toBe('€');
  expect(stream.flush()).toBe('');
});

it('replaces what can never be a character, and an unfinished end', () => {
  const stream = new Utf8Stream();
  expect(stream.push(Uint8Array.of(0x61, 0xff))).toBe('a\uFFFD');
  expect(stream.push(Uint8Array.of(0xe2, 0x82))).toBe('');
  expect(stream.flush()).toBe('\uFFFD');
});

it('keeps a byte order mark and can be used again after its end', () => {
  const stream = new Utf8Stream();
  const marked = new TextEncoder().encode('\uFEFFa');
  expect(stream.push(marked) + stream.flush()).toBe('\uFEFFa');
  expect(stream.push(marked) + stream.flush()).toBe('\uFEFFa');
});
