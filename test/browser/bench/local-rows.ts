/** The rows of the model in the page: `english` unless it says otherwise. */
import { openLocalStage } from './local-stage.ts';
import { percentile } from './measure.ts';
import { disposals, localLatencies, longestTasks, memory, warmStarts } from './measure-local.ts';
import type { Row } from './row.ts';

/** Loads and disposals of `english-small`. */
const LOADS = 300;

export async function localRows(): Promise<Row[]> {
  const stage = await openLocalStage();
  try {
    const keys = await localLatencies(stage, 1000, 100);
    const starts = await warmStarts(stage, 12);
    const tasks = await longestTasks(stage, 4000);
    const grown = await memory(stage);
    const inPage = await disposals(stage, 'page', LOADS);
    const inWorker = await disposals(stage, 'worker', LOADS);
    const rows: [string, must: number, goal: number, measured: number, unit: string][] = [
      ['key to ghost painted, local, 1,000 characters known, p95', 50, 25, percentile(keys, 0.95), 'ms'],
      ['... median', 50, 25, percentile(keys, 0.5), 'ms'],
      ['local warm start: first key to its ghost, median', 250, 120, percentile(starts, 0.5), 'ms'],
      ['... slowest of 12', 250, 120, Math.max(...starts), 'ms'],
      ['longest task in the page, 4,000 characters pasted, slices mode', 50, 16, tasks.pasted, 'ms'],
      ['... while the model opens', 50, 16, tasks.opening, 'ms'],
      ["memory in the page, local: the process's growth", 30, 20, grown, 'MB'],
      [`growth over ${LOADS} loads and disposals in the page`, 10, 5, inPage.grown, 'MB'],
      [`growth over ${LOADS} loads and disposals in workers`, 10, 5, inWorker.grown, 'MB'],
      ['... workers left', 0, 0, inWorker.workers, ''],
    ];
    return rows.map(([what, must, goal, measured, unit]) => ({ what, must, goal, measured, unit }));
  } finally {
    await stage.close();
  }
}
