/** The Worker in plain workerd: the deploy bundle on a port of loopback, without wrangler and miniflare. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServiceOptions, workerdBinary, writeService } from '../scripts/service/bundle.ts';

export interface PlainWorkerd {
  port: number;
  pid: number;
  /** Of V8's inspector, where it was wanted. */
  inspectorPort: number | undefined;
  /** Memory of the process, in MB. */
  residentMB(): number;
  close(): Promise<void>;
}

export interface PlainOptions extends ServiceOptions {
  /** Where bundle and log lie; the bundle is built anew. */
  folder: string;
  models: string;
  /** Whether V8's inspector listens on a port of its own. */
  inspected?: boolean;
}

/** Throws when it ends before it answers. */
export async function startPlainWorkerd(options: PlainOptions): Promise<PlainWorkerd> {
  const { folder, models, inspected = false, ...service } = options;
  const out = join(folder, 'service');
  await writeService(out, service);
  const port = await freePort();
  const log = openSync(join(folder, 'workerd.log'), 'a');
  const args = ['--socket-addr', `http=127.0.0.1:${port}`, '--directory-path', `models=${models}`];
  args.push('--directory-path', `public=${join(out, 'public')}`);
  const inspectorPort = inspected ? await freePort() : undefined;
  if (inspected) args.push(`--inspector-addr=127.0.0.1:${inspectorPort}`);
  const child = spawn(workerdBinary(), ['serve', join(out, 'config.capnp'), ...args], {
    stdio: ['ignore', 'ignore', log],
  });
  closeSync(log);
  const close = () => end(child);
  process.once('exit', () => child.kill('SIGKILL'));
  // A signal alone ends this process without an exit.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(
        `workerd ended before it answered: ${readFileSync(join(folder, 'workerd.log'), 'utf8')}`,
      );
    }
    const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (response?.ok) break;
    await sleep(50);
  }
  return { port, pid: child.pid!, inspectorPort, residentMB: () => residentMB(child.pid!), close };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

function residentMB(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
