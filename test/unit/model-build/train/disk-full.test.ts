import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogFile } from '../../../../model-build/train/log-file.ts';
import { readSafetensors, writeSafetensors } from '../../../../model-build/train/safetensors.ts';
import { writeWhole } from '../../../../model-build/whole-file.ts';

/** Linux's device that is always full. */
const FULL = '/dev/full';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'full-'));
});
afterAll(() => rm(folder, { recursive: true }));

const advice = (path: string) =>
  `${path} could not be written: the disk is full (ENOSPC: no space left on device, write). ` +
  'Make room and run the same command again: it goes on from what was saved last';

describe.skipIf(!existsSync(FULL))('a full disk', () => {
  it('keeps the checkpoint there was, takes no more room, and is told with what to do', async () => {
    const path = join(folder, 'checkpoint.safetensors');
    const arrays = (value: number) => [{ name: 'a', shape: [2], values: Float32Array.of(value, value) }];
    await writeSafetensors(path, arrays(1), {});
    await symlink(FULL, `${path}.tmp`);
    await expect(writeSafetensors(path, arrays(2), {})).rejects.toThrow(advice(path));
    expect([...(await readSafetensors(path)).arrays.get('a')!.values]).toEqual([1, 1]);
    expect(await readdir(folder)).toEqual(['checkpoint.safetensors']);
    // There is room again.
    await writeSafetensors(path, arrays(2), {});
    expect([...(await readSafetensors(path)).arrays.get('a')!.values]).toEqual([2, 2]);
  });

  it('is told of a log too', async () => {
    const path = join(folder, 'log.jsonl');
    await symlink(FULL, path);
    await expect(new LogFile(path).append({ step: 0 })).rejects.toThrow(advice(path));
  });

  it('keeps what made it fail, for who looks closer', async () => {
    const path = join(folder, 'tokens');
    await symlink(FULL, `${path}.tmp`);
    const error = await writeWhole(path, (file) => file.writeFile('much')).catch((e: unknown) => e);
    expect((error as Error).cause).toMatchObject({ code: 'ENOSPC' });
  });
});

it('an error of another kind is told as it is, and leaves nothing behind either', async () => {
  const path = join(folder, 'broken');
  const broken = new Error('no such thing');
  await expect(writeWhole(path, () => Promise.reject(broken))).rejects.toBe(broken);
  expect(existsSync(`${path}.tmp`)).toBe(false);
});
