/** Weights alone, in half precision: small enough to keep, exact enough to train on from. */
import { basename } from 'node:path';
import type { Weights } from '../network/spec.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** Writes weights as float16 safetensors, whole or not at all. */
export async function writeWeights(path: string, weights: Weights): Promise<void> {
  const arrays = [...weights].map(([name, { shape, values }]) => ({
    name,
    shape,
    values: Uint16Array.from(values, toHalf),
  }));
  await writeSafetensors(path, arrays, {});
}

/** Throws when the file is damaged or absent. */
export async function readWeights(path: string): Promise<Weights> {
  const { arrays } = await readSafetensors(path).catch((cause: Error) => {
    throw new Error(`training.startFrom: ${basename(path)} cannot be read: ${cause.message}`, { cause });
  });
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
