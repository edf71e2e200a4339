/** Files that are whole or not there: written under a temporary name, then renamed. And what a full disk means. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';

/** No room: the disk is full, or this user's part of it. */
const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Has `write` fill a file that takes the place of `path` when it is whole. After an error the old file is as it was and
 * nothing is left beside it. Throws as `withAdvice` says.
 */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<unknown>): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // Half a file takes room that is wanted. That it cannot be removed matters less than why it is half.
    await rm(temporary, { force: true }).catch(() => {});
    throw withAdvice(error, path);
  }
}

/** The error of a write to `path`: where the disk is full, one that names the path and says what to do. */
export function withAdvice(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!FULL.has(code)) return error;
  return new Error(
    `${path} could not be written: the disk is full (${message}). ` +
      'Make room and run the same command again: it goes on from what was saved last',
    { cause: error },
  );
}
