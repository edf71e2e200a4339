/** How surprised a model is by each token of a text, in bits. */
import type { Logprobs } from '../../client/wire.ts';

/** A token of a text, with what the model thought of it. */
export interface ScoredToken {
  text: string;
  /** Where it begins, in UTF-16 units of the text. */
  at: number;
  /** -log2 of its probability, given what stands before it. */
  bits: number;
  /** The likeliest in its place, the likeliest first: itself among them where it was one. */
  others: { text: string; probability: number }[];
}

/** What a token of part of a character is spelled like in an answer. */
const PART = 'bytes:';

/** The tokens of an answer to `echo` with `logprobs`, which tells everything about a text but where UTF-16 has its units. */
export function scoredTokens(text: string, { tokens, token_logprobs, top_logprobs, text_offset }: Logprobs) {
  const units = unitsOf(text);
  return tokens.map((spelled, i): ScoredToken => {
    const at = units[text_offset[i]!] ?? text.length;
    const end = i + 1 < tokens.length ? (units[text_offset[i + 1]!] ?? text.length) : text.length;
    return {
      // Of a character in several tokens the last one shows it.
      text: spelled.startsWith(PART) ? text.slice(at, end) : spelled,
      at,
      bits: -token_logprobs[i]! / Math.LN2,
      others: Object.entries(top_logprobs[i] ?? {})
        .map(([text, logprob]) => ({ text, probability: Math.exp(logprob) }))
        .sort((a, b) => b.probability - a.probability),
    };
  });
}

/** Where each Unicode character begins in UTF-16, and where the text ends. */
function unitsOf(text: string): number[] {
  const units: number[] = [];
  let at = 0;
  for (const character of text) {
    units.push(at);
    at += character.length;
  }
  units.push(at);
  return units;
}

/** Where the end of a text of at most so many characters begins: behind a blank, where there is one near. */
export function endFrom(text: string, most: number): number {
  if (text.length <= most) return 0;
  const from = text.length - most;
  const blank = text.indexOf(' ', from);
  if (blank >= 0 && blank < from + 100) return blank + 1;
  // Not between the halves of a character.
  return /^[\udc00-\udfff]/.test(text[from]!) ? from + 1 : from;
}

/** Surprise in steps; each has a colour and a line of its own, for who cannot tell colours. */
export const LEVELS = [
  { below: 1, name: 'expected', range: 'below 1 bit' },
  { below: 4, name: 'likely', range: '1 to 4 bits' },
  { below: 8, name: 'possible', range: '4 to 8 bits' },
  { below: 12, name: 'surprising', range: '8 to 12 bits' },
  { below: Number.POSITIVE_INFINITY, name: 'astonishing', range: '12 bits and more' },
] as const;

/** Index of the level of `bits` in `LEVELS`. */
export const levelOf = (bits: number): number => LEVELS.findIndex(({ below }) => bits < below);

/** Bits of all tokens by UTF-8 bytes of the text; 0 of no text. */
export function bitsPerByte(text: string, tokens: readonly ScoredToken[]): number {
  const bytes = new TextEncoder().encode(text).length;
  return bytes === 0 ? 0 : tokens.reduce((sum, { bits }) => sum + bits, 0) / bytes;
}

/** A word of a text, with the surprise of all its tokens. */
export interface WordSurprise {
  word: string;
  /** In UTF-16 units of the text. */
  at: number;
  bits: number;
}

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;

/** The words of a text that surprise most, the worst first. A token that spans two words counts for the one it ends in. */
export function worstWords(text: string, tokens: readonly ScoredToken[], most: number): WordSurprise[] {
  const words = [...text.matchAll(WORD)].map(({ 0: word, index: at }) => ({ word, at, bits: 0 }));
  let i = 0;
  for (const token of tokens) {
    const last = token.at + Math.max(1, token.text.trimEnd().length) - 1;
    while (i < words.length && words[i]!.at + words[i]!.word.length <= last) i++;
    const word = words[i];
    if (word && word.at <= last) word.bits += token.bits;
  }
  return words.sort((a, b) => b.bits - a.bits).slice(0, most);
}
