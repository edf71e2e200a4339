import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requireWritable } from '../../../../scripts/start/writable.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-writable-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('makes folders that are not there yet, and leaves nothing in them', () => {
  const deep = join(folder, 'a/b');
  requireWritable([folder, deep]);
  expect(existsSync(deep)).toBe(true);
  expect(readdirSync(deep)).toEqual([]);
});

it('names the first folder in which no file can be made', () => {
  writeFileSync(join(folder, 'file'), '');
  const bad = join(folder, 'file/state');
  expect(() => requireWritable([folder, bad])).toThrow(`the folder ${bad} must be writable`);
});
