/** `npm start`: seeds local R2 from `models/`, serves on 127.0.0.1, and says so once it answers. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seedLocalStore } from '../model-build/publish/local-bucket.ts';
import { buildWeb } from './build-web.ts';

const HOST = '127.0.0.1';
const root = dirname(import.meta.dirname);
const port = readPort(process.env.PORT);

await buildWeb();
const { models, written } = await seedLocalStore(root);
console.log(`local R2 holds ${models.join(', ') || 'no models'} (${written} objects written)`);
const server = serve(port);
await answers(`http://${HOST}:${port}/health`, server);
console.log(`
Ready on http://${HOST}:${port}
  curl -s http://${HOST}:${port}/complete -d '{"prompt":"The history of the city","max_tokens":24,"seed":7}'
`);

function readPort(text = '8787'): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    console.error(`PORT: got "${text}", wanted a number from 1 to 65535`);
    process.exit(1);
  }
  return port;
}

function serve(port: number) {
  const wrangler = join(
    dirname(createRequire(import.meta.url).resolve('wrangler/package.json')),
    'bin/wrangler.js',
  );
  const args = ['dev', '--ip', HOST, '--port', String(port), '--show-interactive-dev-session=false'];
  // Here the clock runs, and whoever asks is the developer.
  args.push('--var', 'SERVER_TIMING:on', '--var', 'RATE_LIMIT_PERIOD_SECONDS:0');
  const child = spawn(process.execPath, [wrangler, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // Nothing leaves the machine: no usage statistics, no look-up of where it stands.
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 0));
  return child;
}

/** Settles once the server answers. If it ends before, so does this process. */
async function answers(url: string, child: ReturnType<typeof serve>): Promise<void> {
  while (child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await sleep(200);
  }
}
