import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { alone } from '../../../../model-build/train/run-lock.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'run-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

it('lets one work in a folder, tells the second who does, and lets it when the first is done', async () => {
  let end = () => {};
  const first = alone(dir, () => new Promise<void>((resolve) => (end = resolve)));
  await expect(alone(dir, async () => 2)).rejects.toThrow(
    `is under way: process ${process.pid} works in ${dir}`,
  );
  end();
  await first;
  expect(await alone(dir, async () => 2)).toBe(2);
  expect(existsSync(join(dir, '.lock'))).toBe(false);
});

it('is free again after work that failed', async () => {
  await expect(alone(dir, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
  expect(await alone(dir, async () => 2)).toBe(2);
});

it('takes over from a process that is no more, or that never wrote who it was', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  for (const owner of [String(pid), '']) {
    writeFileSync(join(dir, '.lock'), owner);
    expect(await alone(dir, async () => 2)).toBe(2);
  }
});
