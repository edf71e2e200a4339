/** What the playground weighs, and that its build is whole. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildLocal } from '../../../../scripts/web/build.ts';
import { type BuiltPlayground, buildPlayground } from '../../../../scripts/web/playground.ts';

const folder = mkdtempSync(join(tmpdir(), 'playground-'));
let built: BuiltPlayground;
const build = async () => buildPlayground(folder, await buildLocal(folder));
const read = (path: string) => readFileSync(join(folder, path), 'utf8');

beforeAll(async () => {
  built = await build();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the built playground', () => {
  it('can be used after 50 kB, compressed: page, style, script, icon', () => {
    console.log(built.firstPaint);
    for (const [page, bytes] of Object.entries(built.firstPaint))
      expect(bytes, page).toBeLessThanOrEqual(50_000);
    expect(built.firstPaint['playground.html']).toBeGreaterThan(10_000);
  });

  it('is the same each time', async () => {
    expect(await build()).toEqual(built);
    expect(readdirSync(join(folder, 'playground')).sort()).toEqual([built.build, 'sw.js']);
  });

  it('names files that are there, has no script or style inline, and leaves its address to the Worker', () => {
    for (const page of ['playground.html', 'learn.html', 'classifiers.html']) {
      const html = read(page);
      const named = [...html.matchAll(/(?:src|href)="\{\{mount\}\}(\/playground\/[^"]+)"/g)].map(
        ([, path]) => path!,
      );
      expect(named.length).toBeGreaterThanOrEqual(3);
      for (const path of named) expect(existsSync(join(folder, path)), path).toBe(true);
      expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on[a-z]+="/);
      expect(html).not.toContain('{{build}}');
    }
  });

  it('has a service worker that knows every file of it, and of the runtime', () => {
    const worker = read('playground/sw.js');
    const files = readdirSync(join(folder, 'playground', built.build)).map(
      (file) => `playground/${built.build}/${file}`,
    );
    const [runtime] = readdirSync(join(folder, 'local'));
    files.push(...readdirSync(join(folder, 'local', runtime!)).map((file) => `local/${runtime}/${file}`));
    expect(files.length).toBeGreaterThan(8);
    // Whatever quotes the bundler writes.
    for (const file of files) expect(worker.replace(/['`]/g, '"')).toContain(`"${file}"`);
  });
});
