/** `npm start` in a clone of its own: its output, its end, and every process that it starts. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeClone } from './clone.ts';

/** A clone with a folder for wrangler's own settings. */
export async function makeStarter() {
  const clone = await makeClone();
  const settings = mkdtempSync(join(tmpdir(), 'afterword-settings-'));
  return {
    root: clone.root,
    /** Runs Node, or with `npm` npm, with this environment. */
    start: (env: NodeJS.ProcessEnv, options: { npm?: boolean; uid?: number } = {}) =>
      start(clone.root, { ...process.env, XDG_CONFIG_HOME: settings, ...env }, options),
    remove() {
      clone.remove();
      rmSync(settings, { recursive: true, force: true });
    },
  };
}

export interface Started {
  child: ChildProcess;
  output(): string;
  /** Settles with the exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

function start(root: string, env: NodeJS.ProcessEnv, options: { npm?: boolean; uid?: number }): Started {
  const [command, args] = options.npm ? ['npm', ['start']] : [process.execPath, ['scripts/start.ts']];
  const child = spawn(command, args, { cwd: root, env, uid: options.uid, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (data) => {
      output += data;
    });
  }
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(signal ?? code ?? -1)),
  );
  return { child, output: () => output, ended };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function ready(started: Started): Promise<void> {
  let over = false;
  started.ended.then(() => {
    over = true;
  });
  while (!/^Ready on/m.test(started.output())) {
    if (over) throw new Error(`ended before it was ready:\n${started.output()}`);
    await sleep(50);
  }
}

export interface Process {
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
export function familyOf(pid: number): Process[] {
  const all = processes();
  const family = all.filter((process) => process.pid === pid);
  for (const member of family) family.push(...all.filter((process) => process.parent === member.pid));
  return family;
}

/** Settles when none of these processes is left. */
export async function gone(family: Process[]): Promise<void> {
  while (processes().some(({ pid, command }) => family.some((p) => p.pid === pid && p.command === command))) {
    await sleep(100);
  }
}
