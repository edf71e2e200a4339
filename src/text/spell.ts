/** One token as OpenAI's `logprobs` writes it. */

import type { Tokenizer } from './tokenizer.ts';
import { byteLength } from './utf8.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Spellings that were asked for: to spell a piece costs more than to look it up, and a piece comes again and again. */
const spelled = new WeakMap<Tokenizer, string[]>();
const longest = new WeakMap<Tokenizer, number>();

/** Text of a token; its bytes, as `bytes:\xe2\x80`, when they are not whole characters. */
export function spell(tokenizer: Tokenizer, token: number): string {
  let known = spelled.get(tokenizer);
  if (known === undefined) {
    known = [];
    spelled.set(tokenizer, known);
  }
  known[token] ??= spellAnew(tokenizer.bytesOf(token));
  return known[token];
}

function spellAnew(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return `bytes:${Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}`;
  }
}

/** Bytes of the longest spelling of a vocabulary, as a string of JSON with its quotes. Spells all of it once. */
export function longestSpelling(tokenizer: Tokenizer): number {
  const known = longest.get(tokenizer);
  if (known !== undefined) return known;
  let most = 0;
  for (let token = 0; token < tokenizer.size; token++) {
    most = Math.max(most, jsonBytes(spell(tokenizer, token)));
  }
  longest.set(tokenizer, most);
  return most;
}

/** Bytes of a text as a string of JSON, with its quotes. */
export const jsonBytes = (text: string): number => byteLength(JSON.stringify(text));
