/** Worlds of tests: plain Node, the Worker inside workerd, the chain from training to a running model, real browsers. */
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { configDefaults, defineConfig } from 'vitest/config';
import { serveModelFiles } from './test/fixtures/model-files.ts';

/** Only for what hangs: a busy machine may take a minute for what takes a second on a quiet one. */
const patience = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 120_000 } } };

/** Slow tests run when they are named: `npm test -- test/pipeline/webgpu.slow.test.ts`, or `npm test -- .slow.`. */
const slow = process.argv.some((argument) => argument.includes('.slow.'));
const exclude = slow ? configDefaults.exclude : [...configDefaults.exclude, '**/*.slow.test.ts'];

/** Property tests draw the same cases in every run. */
const setupFiles = ['test/helpers/seed.ts'];

/** Tests in workerd, with models run by a runtime. */
function workerProject(name: string, runtime: 'auto' | 'ort', include: string[]) {
  const bindings = {
    DEFAULT_MODEL: 'fixture-gru',
    RUNTIME: runtime,
    ALIAS_TTL_SECONDS: '0',
    ALLOWED_ORIGINS: 'https://a.example',
    // Tests ask more often than anybody; what limits them is tested with bindings of its own.
    RATE_LIMIT_PERIOD_SECONDS: '0',
    // Tests count the steps that a request costs.
    SERVER_TIMING: 'on',
  };
  // Models come into workerd through a binding: there is no file system in there.
  const serviceBindings = { MODEL_FILES: serveModelFiles };
  return {
    plugins: [
      cloudflareTest({
        wrangler: { configPath: './wrangler.toml' },
        miniflare: { serviceBindings, bindings },
      }),
    ],
    test: { name, include, setupFiles, exclude, ...patience },
  };
}

export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          setupFiles,
          exclude,
          ...patience,
        },
      },
      {
        test: { name: 'pipeline', include: ['test/pipeline/**/*.test.ts'], setupFiles, exclude, ...patience },
      },
      {
        // One file after the other: browsers share the machine badly.
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          setupFiles,
          exclude,
          fileParallelism: false,
          ...patience,
        },
      },
      workerProject('worker', 'auto', ['test/worker/**/*.test.ts']),
      // The other runtime behind the same seam: what it says, how it loads and leaves.
      workerProject('worker-ort', 'ort', ['test/worker/{completions,catalog}.test.ts']),
    ],
  },
});
