/** The systemd unit in docs/running.md, as systemd itself reads it; where there is no systemd, nothing can be said. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/running.md'), 'utf8');
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

it.skipIf(!hasSystemd)('is sound, line by line', () => {
  const [, unit] = /```ini\n([^`]*)```/.exec(PAGE)!;
  const folder = mkdtempSync(join(tmpdir(), 'afterword-unit-'));
  const path = join(folder, 'afterword.service');
  try {
    // The one thing that is not here: a workerd at the place where the page has people copy it to.
    writeFileSync(path, unit!.replace('ExecStart=/srv/afterword/workerd', 'ExecStart=/bin/sh'));
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
    expect(stdout + stderr).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
