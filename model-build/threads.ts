/** Work on several threads: each takes the next piece that is left, until none is. */
import { parentPort, Worker, workerData } from 'node:worker_threads';

type Message<Result> =
  | { type: 'ready' }
  | { type: 'progress'; count: number }
  | { type: 'done'; result: Result };

export interface PoolOptions {
  /** The threads' module, which calls `serveTasks`. */
  module: URL;
  /** What a thread starts with: its `workerData`. */
  start: unknown;
  threads: number;
  /** Hears of the units done since it last heard. */
  onProgress?: (count: number) => void;
}

export interface Job<Task> extends PoolOptions {
  /** In the order in which they are begun: longest first. */
  tasks: readonly Task[];
}

interface Piece<Task, Result> {
  task: Task;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/** Threads that answer tasks in the order in which they are given, until they are closed. */
export class ThreadPool<Task, Result> {
  readonly #workers: Worker[];
  readonly #idle: Worker[] = [];
  readonly #waiting: Piece<Task, Result>[] = [];
  readonly #working = new Map<Worker, Piece<Task, Result>>();
  #failure: { error: unknown } | undefined;

  constructor({ module, start, threads, onProgress }: PoolOptions) {
    this.#workers = Array.from({ length: threads }, () => {
      const worker = new Worker(module, { workerData: start });
      worker.on('error', (error) => this.#fail(error));
      worker.on('message', (message: Message<Result>) => {
        if (message.type === 'progress') return onProgress?.(message.count);
        if (message.type === 'done') this.#working.get(worker)!.resolve(message.result);
        this.#working.delete(worker);
        this.#idle.push(worker);
        this.#next();
      });
      return worker;
    });
  }

  /** Rejects with what a thread threw, at this task or at another. */
  run(task: Task): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure.error);
      this.#waiting.push({ task, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #next(): void {
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const worker = this.#idle.pop()!;
      const piece = this.#waiting.shift()!;
      this.#working.set(worker, piece);
      worker.postMessage(piece.task);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of [...this.#working.values(), ...this.#waiting.splice(0)]) reject(error);
    this.#working.clear();
  }
}

/** Results in the order of the tasks. Rejects with what a thread threw. */
export async function onThreads<Task, Result>({ tasks, threads, ...rest }: Job<Task>): Promise<Result[]> {
  const pool = new ThreadPool<Task, Result>({ threads: Math.min(threads, tasks.length), ...rest });
  try {
    return await Promise.all(tasks.map((task) => pool.run(task)));
  } finally {
    await pool.close();
  }
}

/** In a thread: opens what all tasks share, then answers tasks until the thread is ended. */
export async function serveTasks<Start, Shared, Task, Result>(
  open: (start: Start) => Promise<Shared>,
  answer: (shared: Shared, task: Task, onProgress: (count: number) => void) => Promise<Result>,
): Promise<void> {
  const port = parentPort!;
  const send = (message: Message<Result>): void => port.postMessage(message);
  const shared = await open(workerData as Start);
  port.on('message', async (task: Task) => {
    try {
      const result = await answer(shared, task, (count) => send({ type: 'progress', count }));
      send({ type: 'done', result });
    } catch (error) {
      // Thrown where the thread's owner hears it, as an `error` event, rather than lost as a rejection.
      setImmediate(() => {
        throw error;
      });
    }
  });
  send({ type: 'ready' });
}
