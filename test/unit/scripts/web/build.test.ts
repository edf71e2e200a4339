/** What every page pays for ghost text, and for the model in the page before its first ghost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { buildLocal, describeScript } from '../../../../scripts/web/build.ts';
import { bundle } from '../../../../scripts/web/bundle.ts';
import { loadedAtOnce } from '../../../../scripts/web/loaded-at-once.ts';

const folder = mkdtempSync(join(tmpdir(), 'afterword-local-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('weighs no more than 13.95 kB, compressed, with everything in it', async () => {
  const { gzipBytes } = describeScript(await bundle('web/element/define.ts'));
  console.log(`ghost-text.js: ${gzipBytes} bytes`);
  expect(gzipBytes).toBeLessThanOrEqual(13_950);
});

it('brings the model into the page with no more than 32 kB, compressed, without the model', async () => {
  const { files } = await buildLocal(folder);
  const first = loadedAtOnce(files, ['local.js', 'worker.js', 'kernels.wasm']);
  const bytes = first.reduce((sum, name) => sum + gzipSync(files.get(name)!, { level: 9 }).length, 0);
  console.log(`local: ${bytes} bytes of ${first.join(', ')}`);
  expect(bytes).toBeLessThanOrEqual(32_000);
  // What completes, what traces and what checks requests come when they are asked for.
  expect(first.length).toBeLessThan(files.size - 3);
});
