/** Three worlds of tests: plain Node, the Worker inside workerd, and the chain from training to a running model. */
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { configDefaults, defineConfig } from 'vitest/config';
import { serveModelFiles } from './test/helpers/model-files.ts';

/** Only for what hangs: a busy machine may take a minute for what takes a second on a quiet one. */
const testTimeout = 300_000;

/** Slow tests run when they are named: `npm test -- test/pipeline/x.slow.test.ts --exclude ''`. */
const exclude = [...configDefaults.exclude, '**/*.slow.test.ts'];

export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], exclude, testTimeout } },
      { test: { name: 'pipeline', include: ['test/pipeline/**/*.test.ts'], exclude, testTimeout } },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              // Models come into workerd through a binding: there is no file system in there.
              serviceBindings: { MODEL_FILES: serveModelFiles },
              bindings: {
                DEFAULT_MODEL: 'fixture-gru',
                RUNTIME: 'ort',
                ALIAS_TTL_SECONDS: '0',
                ALLOWED_ORIGINS: 'https://a.example',
              },
            },
          }),
        ],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          exclude,
          testTimeout,
          hookTimeout: testTimeout,
        },
      },
    ],
  },
});
