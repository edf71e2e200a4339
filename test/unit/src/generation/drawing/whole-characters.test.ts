import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WholeCharacters } from '../../../../../src/generation/drawing/whole-characters.ts';
import { generate } from '../../../../../src/generation/generate.ts';
import { createToyModel, TOY_TOKENIZER, toyGenerator } from '../../../../fixtures/toy-model.ts';

const utf8 = new TextEncoder();
const LOGITS = new Float32Array(TOY_TOKENIZER.size).fill(1);
/** Bytes of the tokens that may follow `said`. */
function allowedAfter(said: Uint8Array): string[] {
  const characters = new WholeCharacters(TOY_TOKENIZER);
  characters.push(said);
  const logits = characters.allow(LOGITS);
  return Array.from(logits.keys())
    .filter((token) => logits[token] === 1)
    .map((token) => Array.from(TOY_TOKENIZER.bytesOf(token), (byte) => byte.toString(16)).join(' '));
}

describe('tokens that may be drawn', () => {
  it('are all that begin a character, and the end of the document, where none is open', () => {
    for (const said of ['', 'a', '\u00e9', '\u{1f600}']) {
      const allowed = allowedAfter(utf8.encode(said));
      expect(allowed).toHaveLength(0x80 + (0xf4 - 0xc2 + 1) + 1);
      expect(allowed).toContain('');
      expect(allowed).not.toContain('80');
      expect(allowed).not.toContain('c0');
      expect(allowed).not.toContain('ff');
    }
  });

  it('are those that go on with the character that is open, and no others', () => {
    const from = (...bytes: number[]) => allowedAfter(Uint8Array.from(bytes));
    expect(from(0xc3)).toHaveLength(64);
    expect(from(0xe2, 0x80)).toHaveLength(64);
    // No overlong forms, no halves of surrogate pairs, nothing beyond U+10FFFF.
    expect(from(0xe0)).toHaveLength(32);
    expect(from(0xed)).toHaveLength(32);
    expect(from(0xf0)).toHaveLength(48);
    expect(from(0xf4)).toHaveLength(16);
  });

  it('are drawn whatever was asked for: no completion of a model that says anything has U+FFFD in it', async () => {
    const surroundings = { signal: new AbortController().signal, pause: async () => {} };
    const bias = new Map(
      Array.from({ length: 128 }, (_, i) => [TOY_TOKENIZER.encode('\u00e9')[1]! + i - 64, 100]),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 8 }),
        fc.constantFrom(0, 0.4, 1, 2),
        fc.nat(1000),
        fc.boolean(),
        async (text, temperature, seed, biased) => {
          const request = {
            prompt: TOY_TOKENIZER.encode(text),
            maxTokens: 24,
            temperature,
            topK: seed % 3 === 0 ? 5 : 0,
            topP: seed % 2 === 0 ? 0.9 : 1,
            seed,
            stop: [],
            penalties: biased
              ? { presence: 0, frequency: 2, repetition: 1, noRepeatNgram: 0, bias }
              : undefined,
          };
          let said = '';
          for await (const piece of generate(toyGenerator(createToyModel()), request, surroundings))
            said += piece;
          expect(said).not.toContain('\ufffd');
        },
      ),
      { seed: 15, numRuns: 300 },
    );
  });
});
