/** One process at a time works in the folder of a run: two would write every step of its log twice. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs `work` as the only one in `dir`, which is made. The lock of a process that is no more is taken over.
 * @throws Error that names the other process while it lives, and what `work` throws.
 */
export async function alone<T>(dir: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dir, { recursive: true });
  const lock = join(dir, '.lock');
  if (!take(lock)) {
    const owner = ownerOf(lock);
    if (owner !== undefined && isAlive(owner)) {
      throw new Error(`a build or training of this version is under way: process ${owner} works in ${dir}`);
    }
    rmSync(lock, { force: true });
    if (!take(lock)) throw new Error(`another build of this version has just begun in ${dir}`);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** False when the lock is there. */
function take(lock: string): boolean {
  try {
    const file = openSync(lock, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined when the lock is gone, or is not written yet or never will be. */
function ownerOf(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
