/** Bytes that may end inside a character, as text. */
import { byteLength } from './utf8.ts';

/** One decoder for all whole texts, which most are: to make one for each would cost more than the decoding. */
const whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of bytes up to an unfinished last character; undefined if they are no UTF-8. */
export function finishedText(bytes: Uint8Array): { text: string; finished: boolean } | undefined {
  try {
    return { text: whole.decode(bytes), finished: true };
  } catch {
    return beginningOf(bytes);
  }
}

function beginningOf(bytes: Uint8Array): { text: string; finished: boolean } | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    const text = decoder.decode(bytes, { stream: true });
    return { text, finished: byteLength(text) === bytes.length };
  } catch {
    return undefined;
  }
}
