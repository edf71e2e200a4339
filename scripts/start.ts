/** `npm start`: seeds local R2 from `models/`, serves on 127.0.0.1 or HOST, and says so once it answers. */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, npmProcesses } from './start/npm-process.ts';
import { exposure, ownUrl, type Place, readPlace, requireFree } from './start/place.ts';
import { type ProcessGroup, startGroup } from './start/process-group.ts';
import { foldersOf, requireHome, requireWritable } from './start/writable.ts';

const LOOK_MS = 200;
/** While somebody mends a setting. */
const PATIENT_LOOK_MS = 5000;
const root = dirname(import.meta.dirname);

async function main(): Promise<void> {
  const place = readPlace(process.env);
  requireHome();
  requireWritable(foldersOf(root));
  await requireFree(place);
  // Not before: wrangler looks into folders as soon as it is imported.
  const { buildWeb } = await import('./web/build.ts');
  const { describeSeeded, seedLocalStore } = await import('../model-build/publish/local-bucket.ts');
  await buildWeb();
  console.log(describeSeeded(await seedLocalStore(root)));
  const server = startGroup(wranglerDev(place), root, localOnly(process.env));
  endTogether(server);
  await listening(server);
  await healthy(ownUrl(place));
  const open = exposure(place);
  console.log(`
Ready on ${ownUrl(place)}
  curl -s ${ownUrl(place)}/complete -d '{"prompt":"I am sorry for the late reply. I have been","stop_at":"sentence"}'
${open ? `\n${open}\n` : ''}`);
}

function wranglerDev({ host, port }: Place): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve('wrangler/package.json'));
  const guard = join(import.meta.dirname, 'start/only-local.mjs');
  const args = ['dev', '--ip', host, '--port', String(port), '--show-interactive-dev-session=false'];
  // Here the clock runs, and whoever asks is the developer.
  args.push('--var', 'SERVER_TIMING:on', '--var', 'RATE_LIMIT_PERIOD_SECONDS:0');
  return ['--no-warnings', '--import', guard, join(folder, 'wrangler-dist/cli.js'), ...args];
}

/** Nothing leaves the machine: no usage statistics, no look-up of where it stands, no question for updates. */
function localOnly(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...env,
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  };
}

/**
 * Ends the server when this process is asked to end, and this process when the server ends. The exit code is 0 only
 * where somebody asked for the end.
 */
function endTogether(server: ProcessGroup): void {
  let asked = false;
  const end = async () => {
    asked = true;
    await server.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  server.child.once('exit', async (code, signal) => {
    if (asked) return;
    await server.stop();
    console.error(`start: the server ended by itself, with ${signal ?? `code ${code}`}`);
    process.exit(code || 1);
  });
  const above = npmProcesses('start');
  if (above.length > 0) setInterval(() => !asked && !above.every(isAlive) && end(), LOOK_MS).unref();
}

/** Settles once wrangler itself says that it listens: another program on the port may answer, and is not believed. */
async function listening({ child }: ProcessGroup): Promise<void> {
  for (;;) {
    const [message] = await once(child, 'message');
    if (String(message).includes('DEV_SERVER_READY')) return;
  }
}

/** Settles once the Worker is in order; says once why it is not. */
async function healthy(url: string): Promise<void> {
  for (let said = false; ; await sleep(said ? PATIENT_LOOK_MS : LOOK_MS)) {
    const response = await fetch(`${url}/health`).catch(() => undefined);
    if (response?.ok) return;
    if (response && !said) {
      said = true;
      console.error(`start: not ready, /health answers ${response.status}: ${await response.text()}`);
    }
  }
}

main().catch((error) => {
  console.error(`start: ${error.message}`);
  process.exitCode = 1;
});
