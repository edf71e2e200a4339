/** The measuring Worker, in a workerd process of its own. */
import { readFileSync } from 'node:fs';
import { createTestHarness } from 'wrangler';
import type { BenchModel } from '../test/fixtures/models.ts';
import type { Opened, Stepped } from './worker/protocol.ts';
import type { Task } from './worker/tasks.ts';

// Nothing leaves the machine: no look-up of where it stands, no usage statistics.
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';
process.env.WRANGLER_SEND_METRICS = 'false';

/** Some thousand tokens, more than the cache looks back. */
const PROSE = readFileSync(new URL('../models/fixture-gru/corpus.txt', import.meta.url), 'utf8').slice(
  0,
  6000,
);

export interface MeasuringWorker {
  runtimes(): Promise<string[]>;
  /** Opens a model, and runs its first token. */
  open(runtime: string, model: BenchModel): Promise<Opened>;
  /** Milliseconds for this many tokens of the model opened last. */
  steps(runtime: string, tokens: number): Promise<number>;
  /** The same, read in blocks and without logits where the runtime can. */
  read(runtime: string, tokens: number): Promise<number>;
  /** Runs whole completions on the kernels, one after another. */
  tasks(task: Task, times: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a fresh process: nothing in it is warm. */
export async function startMeasuringWorker(): Promise<MeasuringWorker> {
  const configPath = new URL('./worker/wrangler.toml', import.meta.url).pathname;
  const server = createTestHarness({ workers: [{ configPath }] });
  const { url } = await server.listen();

  async function ask<Answer>(path: string, body?: FormData): Promise<Answer> {
    const response = await fetch(new URL(path, url), { method: body ? 'POST' : 'GET', body });
    if (!response.ok)
      throw new Error(`bench worker: ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  return {
    runtimes: () => ask<string[]>('/runtimes'),
    open(runtime, model) {
      const form = new FormData();
      form.set('manifest', JSON.stringify(model.manifest));
      form.set('tokenizer', model.tokenizer);
      form.set('text', PROSE);
      form.set('onnx', new Blob([model.onnx]));
      return ask<Opened>(`/open?runtime=${runtime}`, form);
    },
    async steps(runtime, tokens) {
      return (await ask<Stepped>(`/steps?runtime=${runtime}&tokens=${tokens}`)).milliseconds;
    },
    async read(runtime, tokens) {
      return (await ask<Stepped>(`/read?runtime=${runtime}&tokens=${tokens}`)).milliseconds;
    },
    async tasks(task, times) {
      await ask<Stepped>(`/tasks?runtime=kernels&task=${task}&times=${times}`);
    },
    close: () => server.close(),
  };
}
