/**
 * `npm test`: runs every default vitest project and ends with one line that a person or a script can read:
 * `N passed, N failed`. Arguments go to vitest (`npm test -- test/unit/text`). Without arguments it also prints how
 * much of `src` and `web` the unit tests cover; what runs inside workerd or a browser cannot be counted by V8's coverage.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { buildWeb } from './web/build.ts';

const TestSchema = z.object({
  fullName: z.string(),
  status: z.string(),
  failureMessages: z.array(z.string()).nullish(),
});

const ReportSchema = z.object({
  numPassedTests: z.number().int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(TestSchema),
    }),
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

/** What passed, and a line for each test that did not. A file that could not even be loaded is one failed test. */
function read(reportPath: string): { passed: number; failures: string[] } {
  const report = ReportSchema.parse(JSON.parse(readFileSync(reportPath, 'utf8')));
  const failures = report.testResults.flatMap(({ name, status, message = '', assertionResults }) => {
    const file = relative(process.cwd(), name);
    if (status === 'failed' && assertionResults.length === 0) return [told(file, '(not loaded)', message)];
    return assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages }) => told(file, fullName, failureMessages?.[0] ?? ''));
  });
  return { passed: report.numPassedTests, failures };
}

function told(file: string, test: string, message: string): string {
  return `FAILED ${file}: ${test}: ${message.split('\n')[0]}`;
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
const failures: string[] = [];
try {
  await buildWeb();
  for (const [i, args] of runsOf(process.argv.slice(2), folder).entries()) {
    const reportPath = join(folder, `report-${i}.json`);
    const code = await runVitest(args, reportPath);
    const found = read(reportPath);
    passed += found.passed;
    failures.push(...found.failures);
    // vitest also fails for what belongs to no test, such as an error that nobody caught
    if (code !== 0 && found.failures.length === 0) failures.push('FAILED outside of every test, see above');
  }
} catch (error) {
  failures.push(`FAILED before the end: ${error instanceof Error ? error.message : error}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (passed + failures.length === 0) failures.push('FAILED: nothing ran'); // that is no success
process.exitCode = failures.length === 0 ? 0 : 1;
// The end of a long log is what is read first.
for (const failure of failures) console.log(failure);
console.log(`${passed} passed, ${failures.length} failed`);
