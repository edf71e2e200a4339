import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesTokenizerFile, tokenizerFile } from '../../../../model-build/tokenizer/file.ts';
import { LONGEST_PIECE_BYTES, learnMerges } from '../../../../model-build/tokenizer/train.ts';
import { spellBytes } from '../../../../src/text/byte-alphabet.ts';
import { loadTokenizer } from '../../../../src/text/load-tokenizer.ts';

/** Byte-pair training as one would explain it: count every pair anew before every merge. */
function naiveMerges(words: Map<string, number>, vocabulary: number): [string, string][] | undefined {
  const bytes = Array.from({ length: 256 }, (_, byte) => spellBytes(Uint8Array.of(byte)));
  const pieces = ['', ...bytes];
  let split = [...words].map(([word, count]) => ({
    parts: [...new TextEncoder().encode(word)].map((byte) => bytes[byte]),
    count,
  }));
  const merges: [string, string][] = [];
  while (pieces.length < vocabulary) {
    const counts = new Map<string, { pair: [string, string]; count: number }>();
    for (const { parts, count } of split) {
      for (let i = 0; i + 1 < parts.length; i++) {
        const entry = counts.get(`${parts[i]} ${parts[i + 1]}`) ?? {
          pair: [parts[i], parts[i + 1]],
          count: 0,
        };
        entry.count += count;
        counts.set(`${parts[i]} ${parts[i + 1]}`, entry);
      }
    }
    const rank = ({ pair }: { pair: [string, string] }) => pair.map((piece) => pieces.indexOf(piece));
    const best = [...counts.values()]
      .filter(({ pair }) => pair[0].length + pair[1].length <= LONGEST_PIECE_BYTES)
      .sort((a, b) => b.count - a.count || rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1])[0];
    if (best === undefined) return undefined;
    const [left, right] = best.pair;
    merges.push([left, right]);
    if (!pieces.includes(left + right)) pieces.push(left + right);
    split = split.map(({ parts, count }) => {
      const joined: string[] = [];
      for (let i = 0; i < parts.length; i++) {
        if (parts[i] === left && parts[i + 1] === right) joined.push(parts[i] + parts[++i]);
        else joined.push(parts[i]);
      }
      return { parts: joined, count };
    });
  }
  return merges;
}

const smallCorpus = fc.dictionary(
  fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), minLength: 1, maxLength: 12 }),
  fc.integer({ min: 1, max: 5 }),
  { minKeys: 1, maxKeys: 12 },
);

it('learns the merges that naive counting learns', () => {
  fc.assert(
    fc.property(smallCorpus, fc.integer({ min: 257, max: 290 }), (corpus, vocabulary) => {
      const words = new Map(Object.entries(corpus));
      const expected = naiveMerges(words, vocabulary);
      if (expected === undefined) expect(() => learnMerges(words, vocabulary)).toThrow('too little text');
      else expect(learnMerges(words, vocabulary)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

it('fills the vocabulary exactly', () => {
  fc.assert(
    fc.property(smallCorpus, (corpus) => {
      const words = new Map(Object.entries(corpus));
      if (naiveMerges(words, 262) === undefined) return;
      expect(loadTokenizer(tokenizerFile(learnMerges(words, 262))).size).toBe(262);
    }),
  );
});

it('stops at the longest piece', () => {
  const words = new Map([['a'.repeat(100), 1000]]);
  expect(() => learnMerges(words, 300)).toThrow(/gives only \d+ pieces/);
  const merges = learnMerges(words, 257 + 5);
  expect(Math.max(...merges.map(([left, right]) => left.length + right.length))).toBe(32);
});

it('refuses a vocabulary without room for the bytes', () => {
  expect(() => learnMerges(new Map(), 256)).toThrow('vocabulary: 256; wanted 257 to 65536');
});

it('numbers the bytes from 1 without merges', () => {
  const tokenizer = loadTokenizer(bytesTokenizerFile());
  expect(tokenizer.size).toBe(257);
  expect(tokenizer.encode('\u0000Aé')).toEqual([1, 0x41 + 1, 0xc3 + 1, 0xa9 + 1]);
});
