import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../../model-build/train/safetensors.ts';

/** Linux's device that is always full. */
const FULL = '/dev/full';

it.skipIf(!existsSync(FULL))('keeps the file there was when the disk is full, and says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'full-'));
  const path = join(folder, 'checkpoint.safetensors');
  const arrays = (value: number) => [{ name: 'a', shape: [2], values: Float32Array.of(value, value) }];
  await writeSafetensors(path, arrays(1), {});
  await symlink(FULL, `${path}.tmp`);
  await expect(writeSafetensors(path, arrays(2), {})).rejects.toThrow('ENOSPC');
  expect([...(await readSafetensors(path)).arrays.get('a')!.values]).toEqual([1, 1]);
  await rm(folder, { recursive: true });
});
