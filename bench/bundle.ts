/** Size of what `wrangler deploy` would upload. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface BundleSize {
  rawBytes: number;
  /** Every file compressed by itself, gzip level 9. */
  gzipBytes: number;
}

/** `environment` is one of wrangler.toml's; none means the default. Source maps and the note beside them stay here. */
export function measureBundle(environment?: string): BundleSize {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-bundle-'));
  try {
    const wrangler = join(
      dirname(createRequire(import.meta.url).resolve('wrangler/package.json')),
      'bin/wrangler.js',
    );
    const args = ['deploy', '--dry-run', '--outdir', folder, ...(environment ? ['--env', environment] : [])];
    execFileSync(process.execPath, [wrangler, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    const files = readdirSync(folder).filter((name) => /\.(js|mjs|wasm)$/.test(name));
    const contents = files.map((name) => readFileSync(join(folder, name)));
    const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
    return {
      rawBytes: sum(contents.map((content) => content.length)),
      gzipBytes: sum(contents.map((content) => gzipSync(content, { level: 9 }).length)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
