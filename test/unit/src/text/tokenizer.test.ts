import { readFileSync } from 'node:fs';
import { Tokenizer as Oracle } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesTokenizerFile, tokenizerFile } from '../../../../model-build/tokenizer/file.ts';
import { LONGEST_PIECE_BYTES, learnMerges } from '../../../../model-build/tokenizer/train.ts';
import { countWords } from '../../../../model-build/tokenizer/word-counts.ts';
import { loadTokenizer } from '../../../../src/text/load-tokenizer.ts';
import { START_TOKEN } from '../../../../src/text/start-token.ts';
import { SPLIT_PATTERN } from '../../../../src/text/words.ts';

const prose = readFileSync(new URL('../../../../models/fixture-gru/corpus.txt', import.meta.url), 'utf8');
const words = new Map<string, number>();
countWords(prose, new RegExp(SPLIT_PATTERN, 'gu'), words);
const file = tokenizerFile(learnMerges(words, 600));
const tokenizer = loadTokenizer(file);

/** Any well-formed text, with stretches of prose so that merges happen. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(' ', '  ', '\n', '\r\n', '\t', "'", '’', '\uFEFF', '\u0085', '1990s', START_TOKEN),
      fc.nat(prose.length - 40).map((at) => prose.slice(at, at + 40)),
    ),
  )
  .map((parts) => parts.join('').toWellFormed());

describe.each([
  ['bpe', tokenizer],
  ['bytes', loadTokenizer(bytesTokenizerFile())],
])('the %s tokenizer', (_, any) => {
  it('gives back any well-formed text', () => {
    fc.assert(
      fc.property(text, (original) => {
        expect(any.decode(any.encode(original))).toBe(original);
      }),
    );
  });

  it('never gives the start token, not even for its name', () => {
    fc.assert(
      fc.property(text, (original) => {
        expect(any.encode(original)).not.toContain(any.startToken);
      }),
    );
  });

  it('finds the pieces that fit what was typed: they begin with it, or it begins with them', () => {
    const all = Array.from({ length: any.size }, (_, token) => token);
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const typed = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 3 }),
      fc.nat(prose.length - 6).map((at) => new TextEncoder().encode(prose.slice(at, at + 1 + (at % 5)))),
    );
    fc.assert(
      fc.property(typed, (bytes) => {
        const fits = all.filter((token) => {
          const piece = hex(any.bytesOf(token));
          return piece !== '' && (piece.startsWith(hex(bytes)) || hex(bytes).startsWith(piece));
        });
        expect(any.fitting(bytes)).toEqual(fits);
      }),
    );
  });

  it('gives pieces whose bytes are the bytes of the text', () => {
    fc.assert(
      fc.property(text, (original) => {
        const pieces = any.encode(original).map((token) => any.bytesOf(token));
        expect(Buffer.concat(pieces).toString('hex')).toBe(Buffer.from(original).toString('hex'));
      }),
    );
  });
});

it('encodes and decodes as Hugging Face does', () => {
  const oracle = new Oracle(file, {});
  fc.assert(
    fc.property(
      text.filter((any) => any !== '' && !any.includes(START_TOKEN)),
      (original) => {
        const tokens = tokenizer.encode(original);
        expect(tokens).toEqual(oracle.encode(original, { add_special_tokens: false }).ids);
        expect(oracle.decode(tokens, { clean_up_tokenization_spaces: false })).toBe(original);
      },
    ),
    { numRuns: 300 },
  );
});

it('encodes as Hugging Face does when ids do not follow the merges', () => {
  const shuffled = structuredClone(file);
  const pieces = Object.entries(file.model.vocab);
  const moved = pieces.map(([piece, id]) => [piece, id === 0 ? 0 : pieces.length - id]);
  shuffled.model.vocab = Object.fromEntries(moved);
  const own = loadTokenizer(shuffled);
  const oracle = new Oracle(shuffled, {});
  for (let at = 0; at < 4000; at += 200) {
    const stretch = prose.slice(at, at + 200);
    expect(own.encode(stretch)).toEqual(oracle.encode(stretch, { add_special_tokens: false }).ids);
  }
});

it('remembers words without changing their tokens', () => {
  const remembering = loadTokenizer(file, { remembered: 50 });
  fc.assert(
    fc.property(text, (original) => {
      expect(remembering.encode(original)).toEqual(tokenizer.encode(original));
    }),
  );
});

it('changes only the tokens of the last two runs when text is added', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const runs = [...before.matchAll(new RegExp(SPLIT_PATTERN, 'gu'))];
      // Two: an apostrophe at the end may turn out to be inside a word.
      const settled = before.slice(0, runs.at(-2)?.index ?? 0);
      const tokens = tokenizer.encode(settled);
      expect(tokenizer.encode(before + after).slice(0, tokens.length)).toEqual(tokens);
    }),
  );
});

it('has no long piece and none across the edge of a word', () => {
  for (let token = 0; token < tokenizer.size; token++) {
    expect(tokenizer.bytesOf(token).length).toBeLessThanOrEqual(LONGEST_PIECE_BYTES);
    expect(tokenizer.decode([token])).not.toMatch(/[a-z][^a-z']|\n./);
  }
});

it('puts the start token first and knows nothing beyond its vocabulary', () => {
  expect(tokenizer.startToken).toBe(0);
  expect(tokenizer.size).toBe(600);
  expect(tokenizer.decode([tokenizer.startToken])).toBe('');
  expect(() => tokenizer.bytesOf(600)).toThrow('token 600 is not below the vocabulary of 600');
});

describe('a wrong tokenizer.json', () => {
  const broken = (change: (copy: typeof file) => void) => {
    const copy = structuredClone(file);
    change(copy);
    return () => loadTokenizer(copy);
  };

  it('is refused with the reason', () => {
    expect(() => loadTokenizer(null)).toThrow('expected object');
    expect(broken((copy) => Object.assign(copy.model, { type: 'Unigram' }))).toThrow('BPE');
    expect(broken((copy) => Object.assign(copy, { normalizer: { type: 'NFKC' } }))).toThrow('normalizer');
    expect(broken((copy) => delete copy.model.vocab.a)).toThrow('not below 599');
    expect(broken((copy) => Object.assign(copy.model.vocab, { a: 7 }))).toThrow('id 7 is taken');
    expect(broken((copy) => Object.assign(copy.model.vocab, { 'a b': 600 }))).toThrow(
      '" " stands for no byte',
    );
    expect(broken((copy) => copy.model.merges.push(['zz', 'zz']))).toThrow(
      'piece "zz" is not in the vocabulary',
    );
    expect(broken((copy) => copy.model.merges.push(['a', 'constructor']))).toThrow(
      'piece "constructor" is not in the vocabulary',
    );
    expect(broken((copy) => copy.model.merges.push(['a', 1 as never]))).toThrow('piece 1 is not in');
    expect(broken((copy) => copy.model.merges.push(['q', 'zqz']))).toThrow('piece "zqz" is not in');
    expect(broken((copy) => copy.model.merges.push(['q', 'Q']))).toThrow('piece "qQ" is not in');
    expect(broken((copy) => copy.model.merges.push(['a'] as never))).toThrow('wanted a pair');
    expect(broken((copy) => Object.assign(copy.added_tokens[0], { id: 5 }))).toThrow(START_TOKEN);
  });
});
