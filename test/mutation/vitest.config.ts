/** Unit tests of generation and resume alone, for Stryker: each mutant runs those that reach it. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/src/{generation,resume}/**/*.test.ts'],
    // It reads the shipped models, which are not copied for Stryker.
    exclude: ['**/shipped.test.ts'],
    setupFiles: ['test/helpers/seed.ts'],
    testTimeout: 300_000,
  },
});
