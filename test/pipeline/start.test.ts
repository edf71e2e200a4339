/** `npm start` as a person, a supervisor or a container runs it: how it begins, what it refuses, and that it ends whole. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Clone, makeClone } from '../helpers/clone.ts';

let clone: Clone;
let settings: string;

beforeAll(async () => {
  clone = await makeClone();
  settings = mkdtempSync(join(tmpdir(), 'afterword-settings-'));
});
afterAll(() => {
  clone.remove();
  rmSync(settings, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  output(): string;
  /** Settles with the exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

function start(env: NodeJS.ProcessEnv, options: { uid?: number; command?: string[] } = {}): Started {
  const [command, ...args] = options.command ?? ['npm', 'start'];
  const child = spawn(command, args, {
    cwd: clone.root,
    env: { ...process.env, XDG_CONFIG_HOME: settings, ...env },
    uid: options.uid,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (data) => {
      output += data;
    });
  }
  const ended = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code ?? -1)),
  );
  return { child, output: () => output, ended };
}

/** Node alone, without npm. */
const NODE = [process.execPath, 'scripts/start.ts'];

async function freePort(): Promise<number> {
  const server = createSocket();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ready(started: Started): Promise<void> {
  let over = false;
  started.ended.then(() => {
    over = true;
  });
  while (!/^Ready on/m.test(started.output())) {
    if (over) throw new Error(`ended before it was ready:\n${started.output()}`);
    await sleep(50);
  }
}

interface Process {
  pid: number;
  parent: number;
  command: string;
}

function processes(): Process[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8', maxBuffer: 1e8 })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null && !match[3].startsWith('Z'))
    .map((match) => ({ pid: Number(match![1]), parent: Number(match![2]), command: match![4] }));
}

/** A process and all that it has started. */
function familyOf(pid: number): Process[] {
  const all = processes();
  const family = all.filter((process) => process.pid === pid);
  for (const member of family) family.push(...all.filter((process) => process.parent === member.pid));
  return family;
}

/** Settles when none of these processes is left. */
async function gone(family: Process[]): Promise<void> {
  while (processes().some(({ pid, command }) => family.some((p) => p.pid === pid && p.command === command))) {
    await sleep(100);
  }
}

it.each([
  ['npm', 'SIGTERM'],
  ['npm', 'SIGKILL'],
  ['node', 'SIGINT'],
  ['node', 'SIGTERM'],
  ['node', 'SIGKILL'],
] as const)('%s start, sent %s, takes all that it started with it', async (what, signal) => {
  const port = await freePort();
  const started = start({ PORT: String(port) }, what === 'node' ? { command: NODE } : {});
  await ready(started);
  const family = familyOf(started.child.pid!);
  expect(family.some(({ command }) => command.includes('workerd'))).toBe(true);
  started.child.kill(signal);
  const end = await started.ended;
  if (what === 'node') expect(end).toBe(signal === 'SIGKILL' ? 'SIGKILL' : 0);
  await gone(family);
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
});

it('a server that is killed is an exit code of its own, and nothing of it stays', async () => {
  const started = start({ PORT: String(await freePort()) }, { command: NODE });
  await ready(started);
  const family = familyOf(started.child.pid!);
  const server = family.find(({ command }) => command.includes('wrangler-dist'))!;
  process.kill(server.pid, 'SIGKILL');
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain('the server ended by itself, with SIGKILL');
  await gone(family);
});

it('two of them serve side by side on ports of their own, and a third says that a port is in use', async () => {
  const ports = [await freePort(), await freePort()];
  const both = ports.map((port) => start({ PORT: String(port) }, { command: NODE }));
  for (const started of both) await ready(started);
  for (const port of ports) {
    const body = JSON.stringify({ model: 'random', prompt: 'The', max_tokens: 2 });
    const response = await fetch(`http://127.0.0.1:${port}/complete`, { method: 'POST', body });
    expect(response.status).toBe(200);
  }
  const third = start({ PORT: String(ports[0]) });
  expect(await third.ended).toBe(1);
  expect(third.output()).toContain(`port ${ports[0]} of 127.0.0.1 is in use by another program`);
  expect(third.output()).not.toContain('Ready');
  for (const { child } of both) child.kill('SIGTERM');
  expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0]);
});

it('another program that answers on the port is never called ready', async () => {
  const other = createServer((_, response) => response.end('{"status":"ok"}'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const started = start({ PORT: String(port) }, { command: NODE });
  expect(await started.ended).toBe(1);
  expect(started.output()).not.toContain('Ready');
  other.close();
});

it('HOST is honoured and said aloud; broken model folders are named and the others serve', async () => {
  const models = join(clone.root, 'models');
  mkdirSync(join(models, 'random/backup'));
  mkdirSync(join(models, 'cut'));
  writeFileSync(join(models, 'cut/alias.json'), '{"current":"1.0');
  const port = await freePort();
  const started = start({ HOST: '0.0.0.0', PORT: String(port) }, { command: NODE });
  await ready(started);
  expect(started.output()).toContain('skipped models/random/backup: manifest.json cannot be read');
  expect(started.output()).toContain('skipped models/cut/alias.json: alias.json is not JSON');
  expect(started.output()).toContain('HOST=0.0.0.0: port');
  const body = JSON.stringify({ model: 'random', prompt: 'The', max_tokens: 2 });
  // 127.0.0.2 is another address of this machine: only a server on every address answers there.
  const response = await fetch(`http://127.0.0.2:${port}/complete`, { method: 'POST', body });
  expect(response.status).toBe(200);
  started.child.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  for (const folder of ['random/backup', 'cut']) rmSync(join(models, folder), { recursive: true });
});

it('a folder that may not be written is named, and nothing waits', async () => {
  const state = join(clone.root, '.wrangler');
  rmSync(state, { recursive: true, force: true });
  chmodSync(clone.root, 0o555);
  try {
    const isRoot = process.getuid?.() === 0;
    const nobody = isRoot ? { uid: 65_534 } : {};
    const started = start({ PORT: String(await freePort()) }, { ...nobody, command: NODE });
    expect(await started.ended).toBe(1);
    expect(started.output()).toContain(`the folder ${state} must be writable`);
  } finally {
    chmodSync(clone.root, 0o755);
  }
});
