import { expect, it } from 'vitest';
import { endsInListed, hashOf, packListed, plainest, unpackListed } from '../../../../src/manners/entries.ts';

const listed = new Set(['grumple*', 'blat', 'eat my hat', 'so long and thanks for'].map(hashOf));
const ends = (text: string) => endsInListed(text.split(' '), listed);

it('knows a stem with its endings, and a word alone', () => {
  for (const word of ['grumple', 'grumples', 'grumpley', 'grumpleish']) expect(ends(word)).toBe(true);
  for (const word of ['grumpl', 'grumplest', 'agrumple', 'blats', 'bla']) expect(ends(word)).toBe(false);
  expect(ends('blat')).toBe(true);
});

it('knows a phrase where its last word ends, whatever stands before it', () => {
  expect(ends('eat my hat')).toBe(true);
  expect(ends('you will eat my hat')).toBe(true);
  expect(ends('so long and thanks for')).toBe(true);
  for (const text of ['eat my', 'my hat', 'eat my hats', 'eat your hat']) expect(ends(text)).toBe(false);
});

it('reads every spelling of a word as the plainest', () => {
  for (const spelling of [
    'GRUMPLE',
    'gru\u00admple',
    'g\u200br\u2060umple',
    'grümple',
    'ｇｒｕｍｐｌｅ',
    'gru\u0301mple',
  ])
    expect(plainest(spelling)).toBe('grumple');
});

it('hashes as FNV-1a does, mixed as Murmur 3 ends', () => {
  // Computed apart, in another language.
  expect(['', 'a', 'blat'].map(hashOf)).toEqual([2872998923, 444641715, 1616279321]);
  expect(new Set(Array.from({ length: 5000 }, (_, i) => hashOf(`word ${i}`))).size).toBe(5000);
});

it('packs hashes and unpacks the same', () => {
  const hashes = [0, 1, 0xffffffff, 0x80000000, hashOf('blat')];
  expect([...unpackListed(packListed(hashes))]).toEqual(hashes);
});
