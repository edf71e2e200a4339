/** The Worker's code, by wrangler: one deployment, with the secrets that it lacks. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Deployment {
  /** Addresses of the Worker, as wrangler tells them. */
  urls: string[];
  version: string | null;
}

interface Told {
  type: string;
  targets?: string[];
  version_id?: string | null;
}

/**
 * Deploys what wrangler.toml says of an environment. Secrets are added to those that are there. Wrangler's own output
 * goes where ours does. Throws when wrangler fails; then nothing new is served.
 */
export function deploy(root: string, environment: string, secrets: Record<string, string>): Deployment {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-launch-'));
  const output = join(folder, 'output.ndjson');
  const args = ['deploy', '--env', environment];
  try {
    if (Object.keys(secrets).length > 0) {
      const file = join(folder, 'secrets.json');
      writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
      args.push('--secrets-file', file);
    }
    const wrangler = dirname(createRequire(import.meta.url).resolve('wrangler/package.json'));
    const { status } = spawnSync(process.execPath, [join(wrangler, 'bin/wrangler.js'), ...args], {
      cwd: root,
      env: {
        ...process.env,
        WRANGLER_OUTPUT_FILE_PATH: output,
        WRANGLER_SEND_METRICS: 'false',
        WRANGLER_HIDE_BANNER: 'true',
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0)
      throw new Error('wrangler did not deploy: what it says is above; what was served is served');
    const lines = readFileSync(output, 'utf8').trim().split('\n');
    const told = lines.map((line) => JSON.parse(line) as Told).find(({ type }) => type === 'deploy');
    return { urls: told?.targets ?? [], version: told?.version_id ?? null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
