/**
 * `npm run load [-- --model NAME --requests N --rounds N]`: how many keystrokes a second one workerd answers, and how long each
 * waits, at 1, 8 and 64 connections, on our kernels and on onnxruntime-web in turns. Writes bench/results/load.json.
 * Method: bench/README.md.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { fromHere } from '../model-build/settings.ts';
import { describeMachine, describeVersions } from './machine.ts';
import { type PlainWorkerd, startPlainWorkerd } from './plain-workerd.ts';
import { median } from './statistics.ts';

const RUNTIMES = ['kernels', 'ort'] as const;
const CONNECTIONS = [1, 8, 64];
const RESULTS = new URL('./results/', import.meta.url);
const PROSE = readFileSync(new URL('../models/fixture-gru/corpus.txt', import.meta.url), 'utf8');
/** What stands in the text box, and what is typed after it, key by key. */
const BEFORE = PROSE.slice(0, 200);
const TYPED = PROSE.slice(200, 260);
const ASKED = { max_tokens: 8, temperature: 0 };

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'english-small' },
    models: { type: 'string', default: resolve(import.meta.dirname, '../models') },
    requests: { type: 'string', default: '600' },
    rounds: { type: 'string', default: '3' },
  },
});
const amount = Number(values.requests);

interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-load-'));
  const workers = new Map<string, PlainWorkerd>();
  try {
    for (const runtime of RUNTIMES) {
      const vars = { RUNTIME: runtime, RATE_LIMIT_PERIOD_SECONDS: '0' };
      workers.set(
        runtime,
        await startPlainWorkerd({ folder: join(folder, runtime), models: fromHere(values.models), vars }),
      );
    }
    report(await measureInTurns(workers));
  } finally {
    for (const worker of workers.values()) await worker.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Medians over rounds in which every runtime has its turn at every number of connections. */
async function measureInTurns(workers: Map<string, PlainWorkerd>): Promise<Map<string, Measured>> {
  const keystrokes = new Map<string, autocannon.Request[]>();
  for (const [runtime, worker] of workers) keystrokes.set(runtime, await keystrokesFor(worker));
  const rounds = new Map<string, Measured[]>();
  // The round before the first warms up.
  for (let round = -1; round < Number(values.rounds); round++) {
    for (const connections of CONNECTIONS) {
      for (const [runtime, worker] of workers) {
        const one = await measure(worker, keystrokes.get(runtime)!, connections);
        const key = `${runtime} ${connections}`;
        if (round >= 0) rounds.set(key, [...(rounds.get(key) ?? []), one]);
      }
    }
  }
  const middle = (all: Measured[], figure: keyof Measured) => median(all.map((one) => one[figure]));
  return new Map(
    [...rounds].map(([key, all]) => [
      key,
      { perSecond: middle(all, 'perSecond'), p50: middle(all, 'p50'), p99: middle(all, 'p99') },
    ]),
  );
}

/** Each key of a text whose beginning is in a resume token, as the client of a text box sends it. */
async function keystrokesFor({ port }: PlainWorkerd): Promise<autocannon.Request[]> {
  const body = JSON.stringify({ model: values.model, prompt: BEFORE, ...ASKED, resumable: true });
  const response = await fetch(`http://127.0.0.1:${port}/complete`, { method: 'POST', body });
  if (!response.ok)
    throw new Error(`load: ${values.model} answered ${response.status}: ${await response.text()}`);
  const { resume } = (await response.json()) as { resume: string };
  return Array.from(TYPED, (_, key) => ({
    method: 'POST',
    path: '/complete',
    body: JSON.stringify({ model: values.model, resume, append: TYPED.slice(0, key + 1), ...ASKED }),
  }));
}

async function measure(
  worker: PlainWorkerd,
  requests: autocannon.Request[],
  connections: number,
): Promise<Measured> {
  const times: number[] = [];
  const url = `http://127.0.0.1:${worker.port}`;
  const { non2xx, errors, duration } = await new Promise<autocannon.Result>((resolve, reject) => {
    const options = { url, connections, amount, requests };
    const run = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    run.on('response', (_client, _status, _bytes, milliseconds) => void times.push(milliseconds));
  });
  if (non2xx + errors > 0) throw new Error(`load: ${non2xx} refused, ${errors} broken of ${amount}`);
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { perSecond: times.length / duration, p50: at(0.5), p99: at(0.99) };
}

function report(measured: Map<string, Measured>): void {
  const figures = Object.fromEntries(measured);
  const about = { model: values.model, requests: amount, rounds: Number(values.rounds) };
  mkdirSync(RESULTS, { recursive: true });
  const text = {
    date: new Date().toISOString(),
    machine: describeMachine(),
    versions: describeVersions(),
    ...about,
    figures,
  };
  writeFileSync(new URL('load.json', RESULTS), `${JSON.stringify(text, null, 2)}\n`);
  console.log(
    '| connections | kernels: requests a second | p50 ms | p99 ms | onnxruntime-web: requests a second | p50 ms | p99 ms |',
  );
  console.log('|---|---|---|---|---|---|---|');
  for (const connections of CONNECTIONS) {
    const cells = RUNTIMES.flatMap((runtime) => {
      const { perSecond, p50, p99 } = measured.get(`${runtime} ${connections}`)!;
      return [Math.round(perSecond), p50.toFixed(1), p99.toFixed(1)];
    });
    console.log(`| ${[connections, ...cells].join(' | ')} |`);
  }
}

await main();
