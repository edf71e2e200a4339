import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fromHere, runsFolder } from '../settings.ts';

/** A run by its name under RUNS, for example english-0.1.0, or by its folder. Throws where there is no such folder. */
export function runFolder(run: string): string {
  const named = join(runsFolder(), run);
  const dir = existsSync(named) ? named : fromHere(run);
  if (!existsSync(dir)) throw new Error(`no run ${run}: neither ${named} nor ${dir} is there`);
  return dir;
}
