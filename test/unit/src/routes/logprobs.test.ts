import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LogprobsWriter } from '../../../../src/routes/logprobs.ts';
import { spell } from '../../../../src/text/spell.ts';
import { TOY_TOKENIZER } from '../../../fixtures/toy-model.ts';

const score = (token: number) => ({ token, logprob: -1, top: [{ token: 65, logprob: -0.5 }] });
const idOf = (text: string) => TOY_TOKENIZER.encode(text)[0];

it('counts offsets in Unicode characters; the bytes of one character share its offset', () => {
  const written = new LogprobsWriter(TOY_TOKENIZER).push('é😀b', TOY_TOKENIZER.encode('é😀b').map(score));
  expect(written.text_offset).toEqual([0, 0, 1, 1, 1, 1, 2]);
  expect(written.tokens[0]).toBe('bytes:\\xc3');
  expect(written.tokens.at(-1)).toBe('b');
});

it('lists the likeliest tokens and the one that was said', () => {
  const token = idOf('x');
  const top = [{ token: idOf('A'), logprob: -0.5 }];
  const { top_logprobs } = new LogprobsWriter(TOY_TOKENIZER).push('x', [{ token, logprob: -1, top }]);
  expect(top_logprobs).toEqual([{ A: -0.5, x: -1 }]);
});

it('writes the tokens whose text is shown, each once, whenever the text comes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.nat(8), (text, cut) => {
      const characters = [...text];
      const shown = characters.slice(0, cut);
      const writer = new LogprobsWriter(TOY_TOKENIZER);
      const early = writer.push('', TOY_TOKENIZER.encode(text).map(score));
      const late = shown.map((character) => writer.push(character, []));
      expect(early.tokens).toEqual([]);
      expect(late.flatMap(({ tokens }) => tokens)).toEqual(
        TOY_TOKENIZER.encode(shown.join('')).map((token) => spell(TOY_TOKENIZER, token)),
      );
    }),
  );
});
