/** What a soak knows, on disk: cut off at any moment, the same command goes on. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessMemory } from './memory.ts';

export interface SoakState {
  /** Requests that have been answered, over all runs. */
  done: number;
  seconds: number;
  /** Answers by mode and status, such as `events 200`. */
  counts: Record<string, number>;
  /** Answers that were not the golden one, 5xx, and broken connections: the first of them in words. */
  wrong: number;
  serverErrors: number;
  broken: number;
  examples: string[];
  /** Golden answers by case. */
  golden: Record<string, string>;
  /** Memory begins anew with each process. */
  processes: ProcessMemory[];
}

export const FRESH: SoakState = {
  done: 0,
  seconds: 0,
  counts: {},
  wrong: 0,
  serverErrors: 0,
  broken: 0,
  examples: [],
  golden: {},
  processes: [],
};

const fileOf = (folder: string) => join(folder, 'state.json');

export function readState(folder: string): SoakState {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(fileOf(folder))) return structuredClone(FRESH);
  return JSON.parse(readFileSync(fileOf(folder), 'utf8')) as SoakState;
}

export function writeState(folder: string, state: SoakState): void {
  const draft = `${fileOf(folder)}.tmp`;
  writeFileSync(draft, JSON.stringify(state));
  renameSync(draft, fileOf(folder));
}
