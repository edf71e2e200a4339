/** The Worker, and beside it the S3 side of the R2 that it serves from: what a publisher and a user see of one bucket. */
import { join } from 'node:path';
import { createTestHarness } from 'wrangler';
import type { S3Settings } from '../../model-build/publish/s3-store.ts';

const CREDENTIALS = { accessKeyId: 'publisher', secretAccessKey: 'not a secret' };

export interface S3Worker {
  /** Where the Worker answers. */
  url: string;
  settings: S3Settings;
  /** The Worker's answer. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** `credentials` are those that its S3 side knows. */
export async function startS3Worker(credentials = CREDENTIALS): Promise<S3Worker> {
  const server = createTestHarness({
    root: join(import.meta.dirname, '../..'),
    workers: [
      {
        config: {
          name: 'published',
          main: 'src/lite.ts',
          compatibility_date: '2026-08-15',
          compatibility_flags: ['enable_request_signal'],
          rules: [{ type: 'CompiledWasm', globs: ['**/*.wasm'] }],
          r2_buckets: [
            {
              binding: 'MODELS',
              bucket_name: 'models',
              local_dev: { experimental_s3_credentials: credentials },
            },
          ],
          vars: {
            DEFAULT_MODEL: 'random',
            RUNTIME: 'kernels',
            ALLOWED_ORIGINS: '*',
            ALIAS_TTL_SECONDS: '0',
            MAX_BODY_BYTES: '131072',
            MAX_PROMPT_TOKENS: '8192',
            MAX_COMPLETION_TOKENS: '1024',
            MAX_REQUEST_MEGAMACS: '40000',
            RESUME_TTL_SECONDS: '60',
          },
        },
      },
    ],
  });
  const { url } = await server.listen();
  return {
    url: url.href.replace(/\/$/, ''),
    settings: { ...credentials, bucket: 'models', endpoint: new URL('/cdn-cgi/local/r2/s3', url).href },
    ask: (path, init) => fetch(new URL(path, url), init),
    close: () => server.close(),
  };
}
