/** SECURITY.md and docs/threat-model.md against the constants and the tests that they speak of. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { MAX_ANSWER_BYTES } from '../../src/routes/answer-limit.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const configOf = (env?: string) =>
  unstable_readConfig({ config: join(ROOT, 'wrangler.toml'), env }, { hideWarnings: true });

/** Of a cold request: its alias, and manifest, network and tokenizer of the current version and of the previous one. */
const OPERATIONS = 1 + 2 * 3;
/** Multiply-accumulates of a second of CPU, as wrangler.toml reckons: 40 G are some two seconds. */
const MACS_A_SECOND = 20e9;
const number = (value: number) => value.toLocaleString('en-US');

it('tells what a stranger can do in the numbers of the settings', () => {
  const { vars, ratelimits, limits } = configOf();
  const { limit, period } = ratelimits[0]!.simple;
  expect(period).toBe(60);
  const macs = limit * Number(vars.MAX_REQUEST_MEGAMACS) * 1e6;
  const lines = [
    `| requests that compute or read R2 | ${limit} |`,
    `| ${number(macs / 1e9)} G multiply-accumulates, some ${number(macs / MACS_A_SECOND)} s of CPU |`,
    `| CPU, whatever goes wrong | ${number((limit * limits!.cpu_ms!) / 1000)} s |`,
    `| R2 operations | ${number(limit * OPERATIONS)} | times ${OPERATIONS}:`,
    `| bytes of answers | ${number((limit * MAX_ANSWER_BYTES) / 1e6)} MB | times \`MAX_ANSWER_BYTES\`: ${MAX_ANSWER_BYTES / 1e6} MB`,
    `| bytes of requests | ${Math.round((limit * Number(vars.MAX_BODY_BYTES)) / 1e6)} MB |`,
  ];
  const page = read('SECURITY.md');
  for (const line of lines) expect(page).toContain(line);
  const lite = configOf('lite');
  const liteMacs = lite.ratelimits[0]!.simple.limit * Number(lite.vars.MAX_REQUEST_MEGAMACS) * 1e6;
  expect(page).toContain(`the work is ${number(liteMacs / 1e9)} G multiply-accumulates`);
});

it('names a test for every line of the threat model, and each of them is there', () => {
  const page = read('docs/threat-model.md');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (attack|mistake|finding) /.test(line));
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) {
    const tests = row.match(/test\/[\w./-]+\.test\.ts/g) ?? [];
    expect(tests, row).not.toEqual([]);
    for (const test of tests) expect(existsSync(join(ROOT, test)), test).toBe(true);
  }
});

it('lists every finding of the review once, in order', () => {
  const listed = [...read('docs/threat-model.md').matchAll(/^\| (B\d+) \| \S/gm)].map(
    ([, finding]) => finding,
  );
  expect(listed).toEqual(Array.from({ length: 23 }, (_, i) => `B${i + 1}`));
});
