/** Three worlds of tests: plain Node, the Worker inside workerd, and the chain from training to a running model. */
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { configDefaults, defineConfig } from 'vitest/config';
import { serveModelFiles } from './test/helpers/model-files.ts';

/** Slow tests run when they are named: `npm test -- test/pipeline/x.slow.test.ts --exclude ''`. */
const exclude = [...configDefaults.exclude, '**/*.slow.test.ts'];

export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], exclude } },
      { test: { name: 'pipeline', include: ['test/pipeline/**/*.test.ts'], exclude, testTimeout: 120_000 } },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              // Models come into workerd through a binding: there is no file system in there.
              serviceBindings: { MODEL_FILES: serveModelFiles },
              bindings: {
                DEFAULT_MODEL: 'random',
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
          // The first load of onnxruntime's 14 MB takes seconds here.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
