/** A program with everything that it starts, ended together. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a group may take to end by itself. */
const GRACE_MS = 5000;
const LOOK_MS = 50;

export interface ProcessGroup {
  child: ChildProcess;
  /** Ends every process of the group and settles when none is left. */
  stop(): Promise<void>;
}

/** Starts Node with these arguments as the head of a process group of its own. */
export function startGroup(args: string[], cwd: string, env: NodeJS.ProcessEnv): ProcessGroup {
  const child = spawn(process.execPath, args, {
    cwd,
    env,
    // Of its own group: a Ctrl-C reaches us alone, and a signal to the group reaches all that the child started.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let stopping: Promise<void> | undefined;
  return { child, stop: () => (stopping ??= stopGroup(child)) };
}

async function stopGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  for (let waited = 0; waited < GRACE_MS && signalGroup(pid, 0); waited += LOOK_MS) await sleep(LOOK_MS);
  while (signalGroup(pid, 'SIGKILL')) await sleep(LOOK_MS);
}

/** Signals every process of a group; false when it has none. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
