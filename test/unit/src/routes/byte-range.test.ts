import { describe, expect, it } from 'vitest';
import { parseRange } from '../../../../src/routes/byte-range.ts';

describe('a range of bytes', () => {
  it.each([
    ['bytes=0-', { offset: 0, length: 10 }],
    ['bytes=0-0', { offset: 0, length: 1 }],
    ['bytes=3-5', { offset: 3, length: 3 }],
    ['bytes=9-', { offset: 9, length: 1 }],
    ['bytes=3-999', { offset: 3, length: 7 }],
    ['bytes=-4', { offset: 6, length: 4 }],
    ['bytes=-40', { offset: 0, length: 10 }],
  ])('%s of ten bytes', (header, range) => expect(parseRange(header, 10)).toEqual(range));

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0', 'bytes=99999999999999999999-'])(
    '%s holds none of ten bytes',
    (header) => expect(parseRange(header, 10)).toBe('unsatisfiable'),
  );

  it('holds no byte of an empty file', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(parseRange('bytes=-1', 0)).toBe('unsatisfiable');
  });

  it.each([
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=5-3',
    'bytes=0-1,3-4',
    'lines=0-1',
    'bytes=a-b',
    'bytes= 0-1',
  ])('%s means the whole', (header) => expect(parseRange(header, 10)).toBeUndefined());
});
