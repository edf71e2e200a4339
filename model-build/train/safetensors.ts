/**
 * Arrays by name in one file, in the safetensors layout (https://github.com/huggingface/safetensors#format):
 * 8 bytes of header length, a JSON header, the numbers. A reader sees the old file or the new one, never half of one.
 */
import { readFile } from 'node:fs/promises';
import { writeWhole } from '../whole-file.ts';

/** One array of a safetensors file. */
export interface ArrayEntry {
  name: string;
  shape: number[];
  values: Float32Array | Uint16Array;
}

type Header = Record<string, { dtype: 'F32' | 'F16'; shape: number[]; data_offsets: [number, number] }>;

const METADATA = '__metadata__';

/** float32 as F32, Uint16 as F16 bits. `metadata` maps strings to strings, by the format. Throws as `writeWhole` does. */
export async function writeSafetensors(
  path: string,
  arrays: ArrayEntry[],
  metadata: Record<string, string>,
): Promise<void> {
  const header: Record<string, unknown> = { [METADATA]: metadata };
  let offset = 0;
  for (const { name, shape, values } of arrays) {
    const dtype = values instanceof Float32Array ? 'F32' : 'F16';
    header[name] = { dtype, shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  await writeWhole(path, async (file) => {
    await file.writeFile(length);
    await file.writeFile(json);
    for (const { values } of arrays)
      await file.writeFile(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  });
}

/** Throws when the file is cut short or its header does not fit its size. */
export async function readSafetensors(
  path: string,
): Promise<{ arrays: Map<string, ArrayEntry>; metadata: Record<string, string> }> {
  const bytes = await readFile(path);
  const damaged = () => new Error(`${path}: not a whole safetensors file (${bytes.length} bytes)`);
  if (bytes.length < 8) throw damaged();
  const length = Number(bytes.readBigUInt64LE(0));
  if (8 + length > bytes.length) throw damaged();
  if (length === 0) throw damaged();
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Header;
  const metadata = (header[METADATA] ?? {}) as unknown as Record<string, string>;
  const arrays = new Map<string, ArrayEntry>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === METADATA) continue;
    const { dtype, shape } = entry;
    const [from, to] = entry.data_offsets;
    if (8 + length + to > bytes.length) throw damaged();
    // Copied, because the numbers need not be aligned in the file.
    const part = new Uint8Array(bytes.subarray(8 + length + from, 8 + length + to)).buffer;
    arrays.set(name, {
      name,
      shape,
      values: dtype === 'F32' ? new Float32Array(part) : new Uint16Array(part),
    });
  }
  return { arrays, metadata };
}
