/** Whether the folders that a local server writes to can be written, before anything waits for them. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The page's script in `public/`; of `wrangler dev` its state and bundles, its log and list of running servers, and
 * drafts of bundles.
 */
export function foldersOf(root: string): string[] {
  return [
    join(root, 'public'),
    join(root, '.wrangler'),
    join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), '.wrangler'),
    tmpdir(),
  ];
}

/** Throws an error for people that names the first folder in which no file can be made. */
export function requireWritable(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true });
      const probe = mkdtempSync(join(folder, 'probe-'));
      writeFileSync(join(probe, 'file'), 'x');
      rmSync(probe, { recursive: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(`the folder ${folder} must be writable for the user who starts the server (${code})`);
    }
  }
}

/** Throws an error for people when the home folder is not this user's: wrangler looks for its settings there. */
export function requireHome(home = homedir()): void {
  try {
    statSync(join(home, '.wrangler'), { throwIfNoEntry: false });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`the home folder ${home} cannot be entered (${code}): HOME=DIR names another one`);
  }
}
