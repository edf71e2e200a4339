import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Following } from '../../../../../src/generation/showing/following.ts';
import { SuffixStart } from '../../../../../src/generation/showing/suffix-start.ts';
import { TextGate } from '../../../../../src/generation/showing/text-gate.ts';
import { readAsKnown } from '../../../../../src/text/as-read.ts';

/** What is shown of a completion before a suffix, and whether it ended there. */
function shown(
  pieces: readonly string[],
  suffix: string,
  before = 'x',
  atCaret = true,
): [text: string, stopReason: string | null] {
  const gate = new TextGate({ stop: [], suffix }, readAsKnown(before).spelling, atCaret);
  let text = '';
  for (const [i, piece] of pieces.entries()) {
    const pushed = gate.push(new TextEncoder().encode(piece), i === pieces.length - 1);
    text += pushed.text;
    if (pushed.stopReason !== null) return [text, pushed.stopReason];
  }
  return [text, null];
}

describe('a completion', () => {
  it('says nothing where it begins with the first word of what follows', () => {
    expect(shown([' like', ' to', ' see'], ' like a word with you')).toEqual(['', 'suffix']);
    expect(shown([', and', ' so'], ', and then')).toEqual(['', 'suffix']);
    expect(shown([' likely', ' not'], ' like a word')).toEqual([' likely not', null]);
  });

  it('says nothing either where the blank before that word stands before the caret, or other blanks do', () => {
    for (const suffix of [
      ' like a word',
      '  like a word',
      '\tlike a word',
      '\u00a0 like a word',
      '\nlike a word',
    ]) {
      expect(shown(['like', ' to', ' see'], suffix, 'I ')).toEqual(['', 'suffix']);
      expect(shown([' like', ' to', ' see'], suffix, 'I')).toEqual(['', 'suffix']);
      expect(shown(['like', ' to', ' see'], suffix, 'dis')).toEqual(['like to see', null]);
    }
    expect(shown(['I', ' see'], '\nI hear', 'So,\n')).toEqual(['', 'suffix']);
    expect(shown([' I', ' see'], '\nI hear', 'So.')).toEqual([' I see', null]);
  });

  it('that goes on from an earlier one may say the first word of what follows, but not enough of it', () => {
    const suffix = ' the office tomorrow';
    expect(shown([' the', ' end', ' of'], suffix, 'in', false)).toEqual([' the end of', null]);
    expect(shown([' the', ' office', ' tomorrow', ' so'], suffix, 'in', false)).toEqual(['', 'suffix']);
  });

  it('ends before the rest of the word that the caret is in', () => {
    expect(shown(['uld', ' have', ' been'], 'ld like')).toEqual(['u', 'suffix']);
    expect(shown(['uld', ' have'], 'uld like')).toEqual(['', 'suffix']);
    expect(shown(['uld'], 'ld')).toEqual(['u', null]);
    expect(shown(["n't", ' go'], "'t know")).toEqual(['n', 'suffix']);
  });

  it('ends where it says enough of what follows', () => {
    expect(shown([' go', ' to', ' the', ' office', ' now'], ' to the office tomorrow')).toEqual([
      ' go',
      'suffix',
    ]);
    expect(shown([' go', ' to', ' the', ' shop'], ' to the office tomorrow')).toEqual([
      ' go to the shop',
      null,
    ]);
    expect(shown([' so', ' regards', ', A'], ' regards')).toEqual([' so', 'suffix']);
  });

  it('goes on where only little of it is what follows, by chance', () => {
    expect(shown([' in', ' the', ' end'], ' the')).toEqual([' in the end', null]);
    expect(shown([' in', '.', ' So'], '.')).toEqual([' in. So', null]);
    expect(shown([' in', ' the', ' end'], '')).toEqual([' in the end', null]);
  });

  it('is the same in whatever pieces it comes, and never says enough of what follows', () => {
    const words = fc.array(fc.constantFrom(' to', ' the', ' office', ' now', ' so', '.', ' regards'), {
      maxLength: 8,
    });
    const suffixes = words.map((list) => list.join(''));
    fc.assert(
      fc.property(words, suffixes, (pieces, suffix) => {
        const [text] = shown(pieces, suffix);
        expect(shown([pieces.join('')], suffix)[0]).toBe(text);
        expect(shown([...pieces.join('')], suffix)[0]).toBe(text);
        expect(pieces.join('').startsWith(text)).toBe(true);
        if (suffix.length >= 12) expect(text).not.toContain(suffix);
      }),
      { seed: 15, numRuns: 2000 },
    );
  });
});

it('tells of a start once it is sure of it', () => {
  const start = new SuffixStart(new Following(' like that', false), true);
  expect(start.push(' like')).toEqual({ text: ' like', ended: false });
  expect(start.push(' so')).toEqual({ text: '', ended: true });
});
