/**
 * The processes between npm and this script. A signal to npm alone ends them without a word to us: npm passes it on to
 * its shell, and the shell dies of it.
 */
import { execFileSync } from 'node:child_process';

const SHELL = /^(.*\/)?(sh|dash|bash|ash|busybox|zsh)$/;

/** Pids of npm and of its shell, when npm runs the script `name`; as many as the system tells. */
export function npmProcesses(name: string): number[] {
  if (process.env.npm_lifecycle_event !== name) return [];
  const { ppid } = process;
  const above = lookUp(ppid);
  return above !== undefined && SHELL.test(above.command) ? [ppid, above.parent] : [ppid];
}

/** Whether there is such a process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function lookUp(pid: number): { parent: number; command: string } | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' });
    const [, parent, command] = /^\s*(\d+)\s+(.+?)\s*$/.exec(line) ?? [];
    return command === undefined ? undefined : { parent: Number(parent), command };
  } catch {
    return undefined; // no `ps` here: the shell alone is watched
  }
}
