/**
 * `npm run bench:page [-- GROUP...]`: what ghost text costs a page, in Chromium, against the bars of docs/assistant.md and
 * docs/local.md. Prints a table and writes `bench/results/page.json`, where the rows of other groups stay.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { buildWeb } from '../../../scripts/web/build.ts';
import { bundle } from '../../../scripts/web/bundle.ts';
import { violations } from '../helpers/axe.ts';
import { openElementPage } from '../helpers/element-page.ts';
import { missGeometry } from '../helpers/geometry.ts';
import { disposalRows, localRows } from './local-rows.ts';
import { keyTasks, latencies, percentile, requests, sentence, typedAlong } from './measure.ts';
import type { Row } from './row.ts';

const root = join(import.meta.dirname, '../../..');
const round = (value: number) => Math.round(value * 100) / 100;

async function sizes(): Promise<Row[]> {
  const { gzipBytes, playground } = await buildWeb();
  const rows: Row[] = [
    { what: 'ghost-text.js, all in, gzip', must: 14, goal: 10, measured: gzipBytes / 1000, unit: 'kB' },
    {
      what: 'playground until it can be used, gzip',
      must: 80,
      goal: 50,
      measured: playground.firstPaint['playground.html']! / 1000,
      unit: 'kB',
    },
  ];
  const adapters = readdirSync(join(root, 'web/adapters')).map((file) => basename(file, '.ts'));
  for (const name of adapters.filter((each) => !['overlay', 'person'].includes(each))) {
    const script = await bundle(`web/adapters/${name}.ts`, { externalPackages: true });
    const measured = gzipSync(script, { level: 9 }).length / 1000;
    rows.push({ what: `adapter ${name}, gzip`, must: 2.5, goal: 1.5, measured, unit: 'kB' });
  }
  return rows;
}

async function typing(): Promise<Row[]> {
  const at = await openElementPage('chromium');
  try {
    const remote = await latencies(at, 200, 50);
    const along = await typedAlong(at);
    const tasks = await keyTasks(at, 20_000, 120);
    const word = await sentence(at, 1);
    const phrase = await sentence(at, 3);
    const asked = await requests(at);
    return [
      {
        what: 'key to ghost painted, remote, 50 ms added, p95',
        must: 160,
        goal: 120,
        measured: percentile(remote, 0.95),
        unit: 'ms',
      },
      { what: '... median', must: 160, goal: 120, measured: percentile(remote, 0.5), unit: 'ms' },
      {
        what: 'typed along: frames without the ghost',
        must: 0,
        goal: 0,
        measured: along.without,
        unit: '',
      },
      { what: 'typed along: requests', must: 0, goal: 0, measured: along.requests, unit: '' },
      {
        what: "our time in the key's task, 20,000 characters, p95",
        must: 4,
        goal: 1.5,
        measured: percentile(tasks, 0.95),
        unit: 'ms',
      },
      ...sentenceRows('to the end of the word', word),
      ...sentenceRows('of three words', phrase),
      {
        what: 'requests for 100 characters at 80 words a minute',
        must: 60,
        goal: 35,
        measured: asked,
        unit: '',
      },
    ];
  } finally {
    await at.close();
  }
}

/** A sentence typed at 90 ms a key, with answers after 160 to 400 ms. */
function sentenceRows(answers: string, { right, wrong }: { right: number; wrong: number }): Row[] {
  const what = `late answers ${answers}: frames with`;
  return [
    {
      what: `${what} a right ghost`,
      must: 30,
      goal: 50,
      measured: right * 100,
      unit: '%',
      more: true,
    },
    { what: `${what} a wrong ghost`, must: 0, goal: 0, measured: wrong, unit: '' },
  ];
}

async function caret(): Promise<Row[]> {
  const misses = await missGeometry(500);
  const worst = Math.max(...misses.flatMap(({ caret: of }) => (of ?? []).map(Math.abs)));
  return [
    { what: 'caret against OpaqueRange, 500 cases, worst', must: 1, goal: 0.5, measured: worst, unit: 'px' },
  ];
}

async function accessibility(): Promise<Row[]> {
  const found = await violations();
  return [{ what: 'axe violations, every demo page', must: 0, goal: 0, measured: found.length, unit: '' }];
}

const GROUPS: Record<string, () => Promise<Row[]>> = {
  sizes,
  typing,
  caret,
  accessibility,
  local: localRows,
  disposals: disposalRows,
};
const HELP = `Usage: npm run bench:page -- [GROUP...]

Groups: ${Object.keys(GROUPS).join(', ')}. All of them unless some are named.

Examples:
  npm run bench:page
  npm run bench:page -- local sizes`;

const path = join(root, 'bench/results/page.json');

/** The rows of an earlier run, each with the machine that it was measured on. */
function knownRows(): (Row & { machine: string })[] {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).rows : [];
}

/** Measures a group, and puts its rows among those that are known. */
async function measure(group: string): Promise<void> {
  process.stderr.write(`${group} ...\n`);
  const measured = await GROUPS[group]!();
  const [{ model }] = cpus();
  const machine = `${cpus().length} × ${model}, load ${loadavg()[0].toFixed(1)}`;
  console.log(`${machine}\n| what | must | goal | measured | |\n|---|---|---|---|---|`);
  for (const { what, must, goal, measured: value, unit, more } of measured) {
    const reached = (bar: number) => (more ? value >= bar : value <= bar);
    const verdict = reached(goal) ? 'goal' : reached(must) ? 'must' : 'short';
    console.log(`| ${what} | ${must} | ${goal} | ${round(value)} ${unit} | ${verdict} |`);
  }
  const names = new Set(measured.map(({ what }) => what));
  const kept = knownRows().filter(({ what }) => !names.has(what));
  const rows = [...kept, ...measured.map((row) => ({ ...row, machine }))];
  writeFileSync(path, `${JSON.stringify({ rows }, null, 2)}\n`);
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(GROUPS, name));
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no such group: ${unknown.join(', ')}`);
  console.log(HELP);
  process.exitCode = unknown.length > 0 ? 1 : 0;
} else {
  for (const group of positionals.length > 0 ? positionals : Object.keys(GROUPS)) await measure(group);
}
