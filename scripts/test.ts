/**
 * `npm test`: runs every default vitest project and ends with one line that a person or a script can read:
 * `N passed, N failed`. Arguments go to vitest (`npm test -- test/unit/text`). Without arguments it also prints how
 * much of `src` and `web` the unit tests cover; what runs inside workerd or a browser cannot be counted by V8's coverage.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { buildWeb } from './web/build.ts';

const ReportSchema = z.object({
  numPassedTests: z.number().int(),
  numFailedTests: z.number().int(),
  success: z.boolean(),
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.unknown()) }),
  ),
});

/** Runs vitest with the usual output and, beside it, a machine's report. Returns its exit code. */
function runVitest(args: string[], reportPath: string): Promise<number> {
  const entry = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const flags = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
  const child = spawn(process.execPath, [entry, ...flags, ...args], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Counts tests; a file that could not even be loaded counts as one failed test. */
function count(reportPath: string): { passed: number; failed: number } {
  const report = ReportSchema.parse(JSON.parse(readFileSync(reportPath, 'utf8')));
  const unloadable = report.testResults.filter(
    (r) => r.status === 'failed' && r.assertionResults.length === 0,
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length };
}

/** Arguments of each run of vitest: all that was asked for at once, or the unit tests, with coverage, then the others. */
function runsOf(args: string[], folder: string): string[][] {
  if (args.length > 0) return [args];
  const coverage = [
    '--coverage.enabled',
    '--coverage.provider=v8',
    '--coverage.include=src/**/*.ts',
    '--coverage.include=web/**/*.ts',
    '--coverage.exclude=**/assembly/**',
    '--coverage.reporter=text-summary',
    `--coverage.reportsDirectory=${join(folder, 'coverage')}`,
  ];
  return [['--project=!unit'], ['--project=unit', ...coverage]];
}

const folder = mkdtempSync(join(tmpdir(), 'afterword-test-'));
let passed = 0;
let failed = 0;
try {
  await buildWeb();
  for (const [i, args] of runsOf(process.argv.slice(2), folder).entries()) {
    const reportPath = join(folder, `report-${i}.json`);
    const code = await runVitest(args, reportPath);
    const counted = count(reportPath);
    passed += counted.passed;
    // vitest also fails for what belongs to no test, such as an error that nobody caught
    failed += code !== 0 && counted.failed === 0 ? 1 : counted.failed;
  }
} catch (error) {
  console.error(`test: no tests were run: ${error instanceof Error ? error.message : error}`);
  failed = Math.max(failed, 1);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (passed + failed === 0) failed = 1; // nothing ran: that is no success
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
