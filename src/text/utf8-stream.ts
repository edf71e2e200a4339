/** Bytes in, text out, never half a character: what stands between token pieces and a streamed answer. */
export class Utf8Stream {
  readonly #decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

  /** Adds bytes; returns the characters they complete. Bytes that can never be UTF-8 come out as U+FFFD. */
  push(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes, { stream: true });
  }

  /** Ends the text: an unfinished character comes out as U+FFFD. The stream is then ready for another text. */
  flush(): string {
    return this.#decoder.decode();
  }
}

/** The bytes at the end, at most three, that only begin a character. */
export function unfinishedCharacter(bytes: Uint8Array): Uint8Array {
  if ((bytes.at(-1) ?? 0) < 0x80) return new Uint8Array();
  for (let from = Math.max(0, bytes.length - 3); from < bytes.length; from++) {
    const end = bytes.subarray(from);
    if (new Utf8Stream().push(end) === '') return end;
  }
  return new Uint8Array();
}
