/** CPU milliseconds of whole completions on our kernels, as the process that runs them is charged. */
import type { BenchModel } from '../test/fixtures/models.ts';
import { workerdCpuMs } from './process-cpu.ts';
import { median } from './statistics.ts';
import { TASKS, type Task } from './worker/tasks.ts';
import { startMeasuringWorker } from './workerd.ts';

const WARM_UP = 30;
const ROUNDS = 9;
const TIMES_A_ROUND = 20;

/** Median over rounds, by task; undefined where the system does not account CPU time by thread. */
export async function measureCpu(model: BenchModel): Promise<Record<Task, number> | undefined> {
  if (workerdCpuMs() === undefined) return undefined;
  const worker = await startMeasuringWorker();
  try {
    await worker.open('kernels', model);
    const rounds: Record<Task, number[]> = { keystroke16: [], cold200plus16: [] };
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
    return { keystroke16: median(rounds.keystroke16), cold200plus16: median(rounds.cold200plus16) };
  } finally {
    await worker.close();
  }
}
