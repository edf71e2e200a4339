/** Weights alone, in half precision: small enough to keep, exact enough to train on from. */
import { basename } from 'node:path';
import type { Weights } from '../network/spec.ts';
import { sha256 } from '../sha256.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** The averaged weights in a run's folder, by name. */
export const WEIGHTS_FILE = 'weights.fp16.safetensors';

/** Name, in a file's metadata, of the tokenizer whose pieces the rows of the table are: its `tokenizerHash`. */
const TOKENIZER = 'tokenizer';

/** What a tokenizer is known by: sha256 of its tokenizer.json, without the file's white space. */
export const tokenizerHash = (tokenizerJson: unknown): string => sha256(JSON.stringify(tokenizerJson));

/** Writes weights as float16 safetensors, whole or not at all. `tokenizer`: the hash of that which they belong to. */
export async function writeWeights(path: string, weights: Weights, tokenizer?: string): Promise<void> {
  const arrays = [...weights].map(([name, { shape, values }]) => ({
    name,
    shape,
    values: Uint16Array.from(values, toHalf),
  }));
  await writeSafetensors(path, arrays, tokenizer === undefined ? {} : { [TOKENIZER]: tokenizer });
}

/** Throws when the file is damaged or absent, or when it says that it belongs to another tokenizer than `tokenizer`. */
export async function readWeights(path: string, tokenizer?: string): Promise<Weights> {
  const { arrays, metadata } = await readSafetensors(path).catch((cause: Error) => {
    throw new Error(`${basename(path)} cannot be read: ${cause.message}`, { cause });
  });
  const own = metadata[TOKENIZER];
  if (own !== undefined && tokenizer !== undefined && own !== tokenizer)
    throw new Error(
      `${basename(path)} belongs to another tokenizer: got the weights of ${own.slice(0, 12)}, ` +
        `wanted those of ${tokenizer.slice(0, 12)} (sha256 of tokenizer.json): rows of its table would mean other pieces`,
    );
  return new Map(
    [...arrays].map(([name, { shape, values }]) => [
      name,
      { shape, values: values instanceof Float32Array ? values : Float32Array.from(values, fromHalf) },
    ]),
  );
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Bits of the nearest IEEE 754 half, ties to even. */
export function toHalf(value: number): number {
  float[0] = value;
  const sign = (bits[0] >>> 16) & 0x8000;
  const magnitude = bits[0] & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // Halves below 2^-14 have a fixed step of 2^-24.
  if (magnitude < 0x38800000) return sign | roundToEven(Math.abs(float[0]) * 2 ** 24);
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

/** The value of a float16's 16 bits. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
