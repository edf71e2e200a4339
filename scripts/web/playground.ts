/**
 * Builds the playground into `public/`: its pages, in which the Worker sets its own address; in a folder named for their content
 * what they load; and the service worker, which knows the names of them all.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle, bundleAll, minifyStyle } from './bundle.ts';
import { distanceRows, readDistances } from './distances.ts';
import { loadedAtOnce } from './loaded-at-once.ts';
import { writeWhole } from './whole-file.ts';

const SOURCES = join(import.meta.dirname, '../../web/playground');
/** The pages, by the name that the Worker reads them by. */
const PAGES = {
  'playground.html': 'index.html',
  'learn.html': 'learn.html',
  'classifiers.html': 'classifiers.html',
};
/** What style.css is made of, in this order. */
const STYLES = ['base.css', 'parts.css', 'media.css'];
/** Files that are taken as they are. */
const AS_THEY_ARE = ['icon.svg', 'plain.css'];

/** A built playground. */
export interface BuiltPlayground {
  build: string;
  /** Bytes after gzip that a page loads before it can be used: itself, style, script and its chunks, the icon. */
  firstPaint: Record<string, number>;
}

/** `local` is the build of the model's runtime and its files. */
export async function buildPlayground(
  folder: string,
  local: { build: string; files: ReadonlyMap<string, Uint8Array> },
): Promise<BuiltPlayground> {
  const distances = readDistances();
  const files = await bundleAll(
    {
      page: 'web/playground/page.ts',
      learn: 'web/playground/learn.ts',
      classifiers: 'web/playground/classifiers.ts',
    },
    { define: { DISTANCES: JSON.stringify(distances) } },
  );
  const style = STYLES.map((name) => readFileSync(join(SOURCES, name), 'utf8')).join('\n');
  files.set('style.css', new TextEncoder().encode(minifyStyle(style)));
  for (const name of AS_THEY_ARE) files.set(name, readFileSync(join(SOURCES, name)));
  const name = hashOf(files);
  const at = join(folder, 'playground', name);
  mkdirSync(at, { recursive: true });
  for (const old of readdirSync(join(folder, 'playground')))
    if (/^[0-9a-f]{16}$/.test(old) && old !== name)
      rmSync(join(folder, 'playground', old), { recursive: true });
  for (const [file, bytes] of files) writeFileSync(join(at, file), bytes);
  const firstPaint: Record<string, number> = {};
  for (const [page, source] of Object.entries(PAGES)) {
    const html = readFileSync(join(SOURCES, source), 'utf8')
      .replaceAll('{{build}}', name)
      .replace('{{distances}}', () => distanceRows(distances));
    writeWhole(folder, page, html);
    firstPaint[page] = paintBytes(html, files);
  }
  const kept = [
    ...[...files.keys()].map((file) => `playground/${name}/${file}`),
    ...[...local.files.keys()].map((file) => `local/${local.build}/${file}`),
  ];
  writeWhole(join(folder, 'playground'), 'sw.js', await serviceWorker(name, kept));
  return { build: name, firstPaint };
}

const serviceWorker = (name: string, files: string[]): Promise<Uint8Array> =>
  bundle('web/playground/sw.ts', {
    format: 'iife',
    define: { BUILD: JSON.stringify(name), FILES: JSON.stringify(files) },
  });

function hashOf(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(name).update(bytes);
  return hash.digest('hex').slice(0, 16);
}

/** A page with everything that it names, and what that imports. */
function paintBytes(html: string, files: ReadonlyMap<string, Uint8Array>): number {
  const gzip = (bytes: Uint8Array | string) => gzipSync(bytes, { level: 9 }).length;
  const named = [...files.keys()].filter((name) => html.includes(`/${name}"`));
  return loadedAtOnce(files, named).reduce((sum, name) => sum + gzip(files.get(name)!), gzip(html));
}
