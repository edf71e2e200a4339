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

/** Byte of each stand-in's character code; -1 for other codes. */
const BYTE_OF_CODE = new Int16Array(0x144).fill(-1);
BYTE_CHARACTERS.forEach((character, byte) => {
  BYTE_OF_CODE[character.charCodeAt(0)] = byte;
});

/** Bytes to stand-ins. */
export function spellBytes(bytes: Uint8Array): string {
  let spelling = '';
  for (const byte of bytes) spelling += BYTE_CHARACTERS[byte];
  return spelling;
}

/** A character that stands for no byte: below and between those that print, and past the last stand-in. */
const STRANGER = /[^\x21-\x7e\xa1-\xac\xae-\u0143]/;

/** Throws a RangeError if a character of one of `spellings` stands for no byte. */
export function checkSpellings(spellings: readonly string[]): void {
  // One search through all of them: thousands of small ones cost a cold isolate ten times as much.
  if (!STRANGER.test(spellings.join(''))) return;
  for (const spelling of spellings) {
    const stranger = STRANGER.exec(spelling)?.[0];
    if (stranger !== undefined) {
      throw new RangeError(
        `piece ${JSON.stringify(spelling)}: ${JSON.stringify(stranger)} stands for no byte`,
      );
    }
  }
}

/** Stand-ins, checked before, to bytes. */
export function parseSpelling(spelling: string): Uint8Array {
  const bytes = new Uint8Array(spelling.length);
  for (let i = 0; i < spelling.length; i++) bytes[i] = BYTE_OF_CODE[spelling.charCodeAt(i)]!;
  return bytes;
}
