/** A pack on a machine that has nothing: no packages, no settings, no home and, where the system allows it, no network. */
import { execFileSync, spawn } from 'node:child_process';

/** Whether this user may make a network that leads nowhere. */
function mayCutNetwork(): boolean {
  try {
    execFileSync('/usr/bin/unshare', ['-n', '/bin/true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** How a run of `./train` ended. */
export interface Ended {
  code: number | null;
  said: string;
}

/** Runs `./train` of a pack's folder to its end. `onSaid` hears all that was said so far, and may stop it. */
export async function train(
  folder: string,
  options: string[],
  env: Record<string, string> = {},
  onSaid: (said: string, stop: () => void) => void = () => {},
): Promise<Ended> {
  const command = [`${folder}/train`, ...options];
  const [file, ...args] = mayCutNetwork() ? ['/usr/bin/unshare', '-n', ...command] : command;
  const child = spawn(file!, args, { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let stopped = false;
  // Once: a second signal ends a process that is saving.
  const stop = () => {
    if (!stopped) stopped = child.kill('SIGINT');
  };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
      onSaid(said, stop);
    });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, said };
}
