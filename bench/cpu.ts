/** CPU milliseconds of whole completions and searches on our kernels, as the process that runs them is charged. */
import type { BenchModel } from '../test/fixtures/models.ts';
import { workerdCpuMs } from './process-cpu.ts';
import { median, medianRatio } from './statistics.ts';
import { KEYS, TASKS, type Task } from './worker/tasks.ts';
import { startMeasuringWorker } from './workerd.ts';

const WARM_UP = 30;
const ROUNDS = 9;
const TIMES_A_ROUND = 20;

export interface Cpu {
  /** Median over rounds, by task. */
  ms: Record<Task, number>;
  /**
   * Suggestions at the keys of a word with a memory of the keys before by those without, eight completions by one, and
   * what the cache of the text adds to a token, all as shares: medians over rounds.
   */
  typedToAnew: number;
  n8ToN1: number;
  cacheShare: number;
}

/** Undefined where the system does not account CPU time by thread. */
export async function measureCpu(model: BenchModel): Promise<Cpu | undefined> {
  if (workerdCpuMs() === undefined) return undefined;
  const worker = await startMeasuringWorker();
  try {
    await worker.open('kernels', model);
    const rounds = Object.fromEntries(TASKS.map((task): [string, number[]] => [task, []])) as Record<
      Task,
      number[]
    >;
    for (const task of TASKS) await worker.tasks(task, WARM_UP);
    const idle = workerdCpuMs()!;
    await worker.tasks('keystroke16', 0);
    const request = workerdCpuMs()! - idle;
    for (let round = 0; round < ROUNDS; round++) {
      for (const task of TASKS) {
        const before = workerdCpuMs()!;
        await worker.tasks(task, TIMES_A_ROUND);
        rounds[task].push((workerdCpuMs()! - before - request) / TIMES_A_ROUND);
      }
    }
    return {
      ms: Object.fromEntries(TASKS.map((task) => [task, median(rounds[task]) / (KEYS[task] ?? 1)])) as Record<
        Task,
        number
      >,
      typedToAnew: medianRatio(rounds.typed3, rounds.typed3Anew),
      n8ToN1: medianRatio(rounds.n8, rounds.n1),
      cacheShare: medianRatio(rounds.cached, rounds.bare) - 1,
    };
  } finally {
    await worker.close();
  }
}
