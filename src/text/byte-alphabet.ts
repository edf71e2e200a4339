/**
 * The printable stand-ins for bytes in tokenizer.json (GPT-2's alphabet): a byte that prints stands for itself,
 * every other byte for a character from U+0100 on, in order. So any byte string is a JSON string without escapes.
 */

function prints(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

/** Stand-in of each byte, `[256]`. */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(prints(byte) ? byte : next++));
})();

const BYTE_OF = new Map(BYTE_CHARACTERS.map((character, byte) => [character, byte]));

/** Bytes to stand-ins. */
export function spellBytes(bytes: Uint8Array): string {
  let spelling = '';
  for (const byte of bytes) spelling += BYTE_CHARACTERS[byte];
  return spelling;
}

/** Stand-ins to bytes. Throws a RangeError on a character outside the alphabet. */
export function parseSpelling(spelling: string): Uint8Array {
  const bytes = new Uint8Array(spelling.length);
  for (let i = 0; i < spelling.length; i++) {
    const byte = BYTE_OF.get(spelling[i]);
    if (byte === undefined) {
      throw new RangeError(
        `piece ${JSON.stringify(spelling)}: ${JSON.stringify(spelling[i])} stands for no byte`,
      );
    }
    bytes[i] = byte;
  }
  return bytes;
}
