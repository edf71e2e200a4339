/** The whole Worker over a local R2 with the repository's models, and one person who types into it. */
import { join } from 'node:path';
import { createTestHarness } from 'wrangler';
import { type Store, seedStore } from '../model-build/publish/local-bucket.ts';
import type { Completion } from '../src/contract/answer.ts';

// Nothing leaves the machine: no look-up of where it stands, no usage statistics.
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';
process.env.WRANGLER_SEND_METRICS = 'false';

export interface TypingWorker {
  complete(body: object): Promise<Completion>;
  /** Steps of its isolate since it started. */
  steps(): Promise<number>;
  close(): Promise<void>;
}

/** `models` is a directory like models/. */
export async function startTypingWorker(models: string, model: string): Promise<TypingWorker> {
  const server = createTestHarness({
    root: join(import.meta.dirname, '..'),
    workers: [
      {
        configPath: './wrangler.toml',
        vars: {
          DEFAULT_MODEL: model,
          RUNTIME: 'kernels',
          // /health tells the steps.
          SERVER_TIMING: 'on',
          RESUME_KEYS: 'a secret of the bench',
          // Long texts and fast typists are what is measured: no limit stands in their way.
          RATE_LIMIT_PERIOD_SECONDS: '0',
          MAX_PROMPT_TOKENS: '65536',
          MAX_REQUEST_MEGAMACS: '1000000',
        },
      },
    ],
  });
  const { url } = await server.listen();
  const { MODELS } = await server.getWorker<{ MODELS: Store }>().getEnv();
  await seedStore(MODELS, models);

  async function ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
    const response = await fetch(new URL(path, url), init);
    if (!response.ok) throw new Error(`bench: ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }
  return {
    complete: (body) => ask<Completion>('/complete', { method: 'POST', body: JSON.stringify(body) }),
    steps: async () => (await ask<{ isolate: { steps: number } }>('/health')).isolate.steps,
    close: () => server.close(),
  };
}
