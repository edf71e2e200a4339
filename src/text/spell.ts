/** One token as OpenAI's `logprobs` writes it. */
import type { Tokenizer } from './tokenizer.ts';

/** Text of a token; its bytes, as `bytes:\xe2\x80`, when they are not whole characters. */
export function spell(tokenizer: Tokenizer, token: number): string {
  const bytes = tokenizer.bytesOf(token);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return `bytes:${Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}`;
  }
}
