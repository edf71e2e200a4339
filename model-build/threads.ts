/** Work on several threads: each takes the next piece that is left, until none is. */
import { parentPort, Worker, workerData } from 'node:worker_threads';

type Message<Result> =
  | { type: 'ready' }
  | { type: 'progress'; count: number }
  | { type: 'done'; index: number; result: Result };

export interface Job<Task> {
  /** The thread's module, which calls `serveTasks`. */
  module: URL;
  /** What a thread starts with: its `workerData`. */
  start: unknown;
  /** In the order in which they are begun: longest first. */
  tasks: readonly Task[];
  threads: number;
  /** Hears of the units done since it last heard. */
  onProgress?: (count: number) => void;
}

/** Results in the order of the tasks. Rejects with what a thread threw. */
export async function onThreads<Task, Result>(job: Job<Task>): Promise<Result[]> {
  const { module, start, tasks, threads, onProgress } = job;
  const results = new Array<Result>(tasks.length);
  let begun = 0;
  const runWorker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(module, { workerData: start });
      worker.on('error', reject);
      worker.on('message', (message: Message<Result>) => {
        if (message.type === 'progress') return onProgress?.(message.count);
        if (message.type === 'done') results[message.index] = message.result;
        if (begun === tasks.length) resolve(worker.terminate().then(() => {}));
        else worker.postMessage({ index: begun, task: tasks[begun++] });
      });
    });
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, runWorker));
  return results;
}

/** In a thread: opens what all tasks share, then answers tasks until the thread is ended. */
export async function serveTasks<Start, Shared, Task, Result>(
  open: (start: Start) => Promise<Shared>,
  answer: (shared: Shared, task: Task, onProgress: (count: number) => void) => Promise<Result>,
): Promise<void> {
  const port = parentPort!;
  const send = (message: Message<Result>): void => port.postMessage(message);
  const shared = await open(workerData as Start);
  port.on('message', async ({ index, task }: { index: number; task: Task }) => {
    try {
      const result = await answer(shared, task, (count) => send({ type: 'progress', count }));
      send({ type: 'done', index, result });
    } catch (error) {
      // Thrown where the thread's owner hears it, as an `error` event, rather than lost as a rejection.
      setImmediate(() => {
        throw error;
      });
    }
  });
  send({ type: 'ready' });
}
