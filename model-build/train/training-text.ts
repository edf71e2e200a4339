/** Text to train on or to validate by. */
import { sha256 } from '../sha256.ts';

/** A text as tokens, `[tokens]`, and its length in bytes. */
export interface TrainingText {
  /** Token ids, documents one after the other. */
  tokens: Uint16Array;
  /** UTF-8 bytes that the tokens stand for. */
  bytes: number;
}

/** Hash of the token ids: another text, or another tokenizer, has another. */
export function hashText({ tokens }: TrainingText): string {
  const bytes = new Uint8Array(tokens.buffer, tokens.byteOffset, tokens.byteLength);
  return sha256(bytes);
}
