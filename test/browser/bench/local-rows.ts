/** The rows of the model in the page: `english` unless they say otherwise. */
import { type LocalStage, openLocalStage } from './local-stage.ts';
import { percentile } from './measure.ts';
import { disposals, localLatencies, longestTasks, memory, warmStarts } from './measure-local.ts';
import type { Row } from './row.ts';

/** Visits whose first ghost is waited for. */
const STARTS = 12;
/** Milliseconds between focus and first key of who is quick. */
const BEFORE_TYPING = 300;
/** Loads and disposals of `english-small`. */
const LOADS = 300;

type Cells = [what: string, must: number, goal: number, measured: number, unit: string];

/** Opens the browser for what is measured, and closes it. */
async function measured(measure: (stage: LocalStage) => Promise<Cells[]>): Promise<Row[]> {
  const stage = await openLocalStage();
  try {
    const rows = await measure(stage);
    return rows.map(([what, must, goal, value, unit]) => ({ what, must, goal, measured: value, unit }));
  } finally {
    await stage.close();
  }
}

/** How long a person waits, and what it takes of the page. */
export const localRows = (): Promise<Row[]> =>
  measured(async (stage) => {
    const keys = await localLatencies(stage, 1000, 100);
    const starts = await warmStarts(stage, stage.plain, STARTS);
    const isolated = await warmStarts(stage, stage.site, STARTS);
    const readied = await warmStarts(stage, stage.plain, STARTS, BEFORE_TYPING);
    const tasks = await longestTasks(stage, 4000);
    const grown = await memory(stage);
    return [
      ['key to ghost painted, local, 1,000 characters known, p95', 50, 25, percentile(keys, 0.95), 'ms'],
      ['key to ghost painted, local, median', 50, 25, percentile(keys, 0.5), 'ms'],
      [
        'local warm start: focus and key at once, to the ghost, median',
        250,
        120,
        percentile(starts, 0.5),
        'ms',
      ],
      [`local warm start: the same, slowest of ${STARTS}`, 250, 120, Math.max(...starts), 'ms'],
      ['local warm start: the same in an isolated page, median', 250, 120, percentile(isolated, 0.5), 'ms'],
      [
        `local warm start: key ${BEFORE_TYPING} ms after the focus, to its ghost, slowest of ${STARTS}`,
        250,
        120,
        Math.max(...readied),
        'ms',
      ],
      ['longest task in the page, 4,000 characters pasted, slices mode', 50, 16, tasks.pasted, 'ms'],
      ['longest task while the model opens, slices mode', 50, 16, tasks.opening, 'ms'],
      ["memory in the page, local: the process's growth", 30, 20, grown, 'MB'],
    ];
  });

/** What is left of models that were closed. */
export const disposalRows = (): Promise<Row[]> =>
  measured(async (stage) => {
    const inPage = await disposals(stage, 'page', LOADS);
    const inWorker = await disposals(stage, 'worker', LOADS);
    return [
      [`growth over ${LOADS} loads and disposals in the page`, 10, 5, inPage.grown, 'MB'],
      [`growth over ${LOADS} loads and disposals in workers`, 10, 5, inWorker.grown, 'MB'],
      ['workers left by them', 0, 0, inWorker.workers, ''],
    ];
  });
