/** The Worker as `wrangler deploy` would upload it, with what plain workerd needs to run it. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';
import { unstable_readConfig } from 'wrangler';
import { buildWeb } from '../web/build.ts';
import { describeService } from './workerd-config.ts';

const root = join(import.meta.dirname, '../..');

/**
 * V8 collects among new objects once there are 4 MB of them; by itself it lets more gather. A quarter less resident memory, for 2 % more work:
 * docs/running.md has the figures.
 */
const SMALL_YOUNG_SPACE = '--max-semi-space-size=4';

export interface ServiceOptions {
  /** One of wrangler.toml's environments; its default when absent. */
  environment?: string;
  /** Variables in place of wrangler.toml's. */
  vars?: Record<string, string>;
  /** Names of secrets, which the service takes from the environment of its process. */
  secrets?: string[];
  /** V8's own beside `SMALL_YOUNG_SPACE`, such as `--max-heap-size=96`. */
  v8Flags?: string[];
}

/** Replaces the folder `out` by the bundle, `config.capnp` and the page's files. Models stay where they are. */
export async function writeService(out: string, options: ServiceOptions = {}): Promise<void> {
  const { environment, vars, secrets = [], v8Flags = [] } = options;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await buildWeb();
  bundleWorker(out, environment);
  await writeEntry(out);
  cpSync(join(root, 'public'), join(out, 'public'), { recursive: true });
  const config = unstable_readConfig({ config: join(root, 'wrangler.toml'), env: environment });
  const text = describeService({
    modules: readdirSync(out).filter((file) => /\.(js|wasm)$/.test(file)),
    compatibilityDate: config.compatibility_date!,
    compatibilityFlags: config.compatibility_flags,
    vars: { ...(config.vars as Record<string, string>), ...vars },
    secrets,
    v8Flags: [SMALL_YOUNG_SPACE, ...v8Flags],
  });
  writeFileSync(join(out, 'config.capnp'), text);
}

/** The Worker of `index.js` with a folder in place of R2: `service.js`, and `disk-bucket.js` for it. */
export async function writeEntry(out: string): Promise<void> {
  const source = readFileSync(join(import.meta.dirname, 'disk-bucket.ts'), 'utf8');
  writeFileSync(join(out, 'disk-bucket.js'), (await transform(source, { loader: 'ts' })).code);
  writeFileSync(join(out, 'service.js'), ENTRY);
}

const ENTRY = `import { diskBucket } from './disk-bucket.js';
import worker from './index.js';

let own;

export default {
  fetch(request, env, context) {
    own ??= { ...env, MODELS: diskBucket(env.FILES) };
    return worker.fetch(request, own, context);
  },
};
`;

function bundleWorker(out: string, environment?: string): void {
  const wrangler = dirname(createRequire(import.meta.url).resolve('wrangler/package.json'));
  const args = ['deploy', '--dry-run', '--outdir', out, '--env', environment ?? ''];
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' };
  execFileSync(process.execPath, [join(wrangler, 'bin/wrangler.js'), ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The workerd of package-lock.json. */
export function workerdBinary(): string {
  const require = createRequire(import.meta.url);
  return (require('workerd') as { default: string }).default;
}
