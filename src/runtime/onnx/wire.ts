/**
 * Reads protobuf's wire format, the part that ONNX uses: varints, fixed 32 and 64 bits, and bytes with their length before
 * them; no groups. https://protobuf.dev/programming-guides/encoding
 */

/** How the value after a tag is written. */
export const WIRE = { varint: 0, bits64: 1, bytes: 2, bits32: 5 } as const;

const LARGEST_TAG = 2 ** 32 - 1;
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** A place in the bytes of a message. Every method reads on from it, and throws RangeError where the bytes end early. */
export class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Whether something is left to read. */
  get more(): boolean {
    return this.#position < this.#bytes.length;
  }

  /** What comes next: the number of a field, and how its value is written. */
  tag(): [field: number, wireType: number] {
    const tag = this.varint();
    if (tag < 8 || tag > LARGEST_TAG) throw new RangeError(`tag ${tag} names no field`);
    return [Math.floor(tag / 8), tag % 8];
  }

  /**
   * A signed integer of up to 64 bits, seven bits a byte, the lowest first. Beyond 53 bits it is the nearest number.
   * The upper 36 bits stay apart until their sign is known, so that small negative integers are exact.
   */
  varint(): number {
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#view.getUint8(this.#advance(1));
      low |= (byte & 127) << shift;
      if (byte < 128) return low;
    }
    let high = 0;
    for (let shift = 0; shift < 42; shift += 7) {
      const byte = this.#view.getUint8(this.#advance(1));
      high += (byte & 127) * 2 ** shift;
      if (byte < 128) {
        high %= 2 ** 36;
        return (high < 2 ** 35 ? high : high - 2 ** 36) * 2 ** 28 + low;
      }
    }
    throw new RangeError('an integer has more than ten bytes');
  }

  /** A float32. */
  float(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  /** A view of bytes. */
  bytes(): Uint8Array {
    const length = this.varint();
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** A text in UTF-8. */
  string(): string {
    return decoder.decode(this.bytes());
  }

  /** Leaves a value out. @throws RangeError when nothing is written so. */
  skip(wireType: number): void {
    if (wireType === WIRE.varint) this.varint();
    else if (wireType === WIRE.bits64) this.#advance(8);
    else if (wireType === WIRE.bytes) this.bytes();
    else if (wireType === WIRE.bits32) this.#advance(4);
    else throw new RangeError(`wire type ${wireType} is unknown`);
  }

  /** Goes on by `length` bytes, if there are as many; gives the place before them. */
  #advance(length: number): number {
    const left = this.#bytes.length - this.#position;
    if (length < 0 || length > left) throw new RangeError(`${length} bytes wanted, ${left} left`);
    this.#position += length;
    return this.#position - length;
  }
}
