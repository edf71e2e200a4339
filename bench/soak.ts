/**
 * `npm run soak [-- --requests N --folder DIR --connections N --heap-mb N]`: so many requests of every kind to the Worker
 * in plain workerd, each answer held against its golden one, memory sampled. Cut off, the same command goes on. Ends
 * with a summary as JSON; the exit code is 1 where anything was wrong or memory kept rising: that of the process, or what the
 * isolate holds once garbage is collected. Method: bench/README.md.
 */
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fromHere } from '../model-build/settings.ts';
import { describeMachine, describeVersions } from './machine.ts';
import { type PlainWorkerd, startPlainWorkerd } from './plain-workerd.ts';
import { type Case, type Listed, soakCases } from './soak/cases.ts';
import { Client, type Told } from './soak/exchange.ts';
import { collect } from './soak/isolate.ts';
import {
  flatness,
  flatnessOfTenths,
  heldMB,
  type ProcessMemory,
  type Sample,
  type Settled,
} from './soak/memory.ts';
import { readState, type SoakState, writeState } from './soak/state.ts';

const MODELS = resolve(import.meta.dirname, '../models');
const SAMPLES = 200;
const MOST_EXAMPLES = 20;
const MOST_PIECES = 12;
/** After each of them nothing is under way for a moment, and garbage is collected. */
const TENTHS = 10;
/** A soak that is cut off loses no more than this. */
const WRITE_MS = 60_000;

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    folder: { type: 'string', default: resolve(import.meta.dirname, '../runs/soak') },
    connections: { type: 'string', default: '8' },
    models: { type: 'string', default: MODELS },
    'heap-mb': { type: 'string' },
  },
});
const target = Number(values.requests);
const connections = Number(values.connections);
const folder = fromHere(values.folder);

async function main(): Promise<void> {
  const state = readState(folder);
  const heap = values['heap-mb'];
  const worker = await startPlainWorkerd({
    folder,
    models: ownModels(),
    inspected: true,
    // Leases and cache sizes are told only where times are.
    vars: {
      SERVER_TIMING: 'on',
      RATE_LIMIT_PERIOD_SECONDS: '0',
      RESUME_KEYS: 'the same key in every process',
    },
    v8Flags: heap === undefined ? [] : [`--max-heap-size=${heap}`],
  });
  const client = new Client(worker.port, connections);
  const health = await inside(worker);
  const cases = soakCases(await modelsOf(worker));
  await learnGolden(state, client, cases);
  writeState(folder, state);
  const memory: ProcessMemory = { samples: [], settled: [] };
  state.processes.push(memory);
  await soak(state, client, worker, cases, memory);
  client.close();
  const left = await leasesLeft(worker);
  writeState(folder, state);
  const summary = summarise(state, left, health.wasmMemoryBytes);
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 1)}\n`);
  console.log(JSON.stringify(summary, null, 1));
  await worker.close();
  if (!summary.passed) process.exitCode = 1;
}

/** Models that stay as they are for as long as the soak lasts, whatever becomes of the repository's. */
function ownModels(): string {
  const own = join(folder, 'models');
  if (!existsSync(own)) cpSync(fromHere(values.models), own, { recursive: true });
  return own;
}

async function modelsOf({ port }: PlainWorkerd): Promise<Listed[]> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/models`);
  return ((await response.json()) as { data: Listed[] }).data;
}

/** Asks each case once, alone, before anything else happens. A golden answer of an earlier process stays. */
async function learnGolden(state: SoakState, client: Client, cases: Case[]): Promise<void> {
  for (const asked of cases) {
    if (asked.mode === 'leave' || asked.mode === 'unread') continue;
    const { said } = await (asked.mode === 'resume' ? client.whole(asked) : client.ask(asked, 0));
    const known = state.golden[asked.id];
    if (known !== undefined && known !== said)
      note(state, 'wrong', `${asked.id}: another process said ${said}, not ${known}`);
    state.golden[asked.id] ??= said!;
  }
}

async function soak(
  state: SoakState,
  client: Client,
  worker: PlainWorkerd,
  cases: Case[],
  { samples, settled }: ProcessMemory,
): Promise<void> {
  const every = Math.max(100, Math.floor((target - state.done) / SAMPLES));
  const drawn = lottery(cases);
  let next = state.done;
  let sampledAt = state.done;
  let clock = performance.now();
  const write = () => {
    const now = performance.now();
    state.seconds += (now - clock) / 1000;
    clock = now;
    writeState(folder, state);
  };
  const workUntil = async (end: number) => {
    while (next < end) {
      const index = next++;
      const random = mixed(index);
      const asked = cases[drawn[random % drawn.length]];
      await exchange(state, client, asked, 1 + ((random >>> 8) % MOST_PIECES));
      state.done++;
      if (state.done - sampledAt >= every) {
        sampledAt = state.done;
        samples.push({ requests: state.done, residentMB: worker.residentMB(), ...(await inside(worker)) });
        write();
      } else if (performance.now() - clock > WRITE_MS) write();
    }
  };
  const begun = state.done;
  for (let tenth = 1; tenth <= TENTHS; tenth++) {
    const end = begun + Math.round(((target - begun) * tenth) / TENTHS);
    await Promise.all(Array.from({ length: connections }, () => workUntil(end)));
    settled.push(await settle(worker, state.done));
    write();
  }
}

async function settle(worker: PlainWorkerd, requests: number): Promise<Settled> {
  const held = await collect(worker.inspectorPort!, () => inside(worker));
  const { wasmMemoryBytes } = await inside(worker);
  return { ...held, requests, wasmMemoryBytes, residentMB: worker.residentMB() };
}

async function exchange(state: SoakState, client: Client, asked: Case, leaveAfter: number): Promise<void> {
  let told: Told;
  try {
    told = await client.ask(asked, leaveAfter);
  } catch (error) {
    note(state, 'broken', `${asked.id}: ${(error as Error).message}`);
    return;
  }
  const { status, said, part } = told;
  const key = `${asked.mode} ${status ?? 'not read'}`;
  state.counts[key] = (state.counts[key] ?? 0) + 1;
  if (status !== null && status >= 500) note(state, 'serverErrors', `${asked.id}: ${said}`);
  const golden = state.golden[asked.id];
  const right = part === undefined ? said === undefined || said === golden : golden.slice(4).startsWith(part);
  if (!right) note(state, 'wrong', `${asked.id}: ${said ?? part} instead of ${golden}`);
}

function note(state: SoakState, kind: 'wrong' | 'serverErrors' | 'broken', text: string): void {
  state[kind]++;
  if (state.examples.length < MOST_EXAMPLES) state.examples.push(`${kind} ${text.slice(0, 400)}`);
}

async function inside({ port }: PlainWorkerd): Promise<Omit<Sample, 'requests' | 'residentMB'>> {
  const response = await fetch(`http://127.0.0.1:${port}/health`);
  const { isolate } = (await response.json()) as {
    isolate: { models: string[]; leases: number; prefixBytes: number; wasmMemoryBytes: number };
  };
  const { models, leases, prefixBytes, wasmMemoryBytes } = isolate;
  return { leases, prefixBytes, wasmMemoryBytes, models: models.length };
}

/** Leases that are out once every connection is closed and what was under way has had its time. */
async function leasesLeft(worker: PlainWorkerd): Promise<number> {
  for (let looks = 0; looks < 100; looks++) {
    const { leases } = await inside(worker);
    if (leases === 0) return 0;
    await sleep(100);
  }
  return (await inside(worker)).leases;
}

/** Places of cases, each as often as its weight. */
function lottery(cases: Case[]): number[] {
  return cases.flatMap(({ weight }, place) => new Array<number>(weight).fill(place));
}

/** Thirty-two bits that follow from a number: which case a request is does not hang on when it is sent. */
function mixed(index: number): number {
  let h = Math.imul(index ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function summarise(state: SoakState, leasesAtEnd: number, coldWasmBytes: number) {
  const memory = state.processes.map(({ samples, settled }) => ({
    resident: flatness(samples),
    collected: flatnessOfTenths(settled.map(({ residentMB }) => residentMB)),
    held: flatnessOfTenths(settled.map(heldMB)),
  }));
  const rising = memory.some((one) => Object.values(one).some((told) => told !== undefined && !told.flat));
  const { done, seconds, counts, wrong, serverErrors, broken, examples, processes } = state;
  return {
    passed: wrong + serverErrors + broken + leasesAtEnd === 0 && !rising && done >= target,
    requests: done,
    seconds: Math.round(seconds),
    requestsPerSecond: Math.round(done / seconds),
    wrong,
    serverErrors,
    broken,
    leasesAtEnd,
    counts,
    memory,
    coldWasmBytes,
    last: processes.at(-1)?.samples.at(-1),
    settled: processes.map(({ settled }) => settled.map((one) => ({ ...one, heldMB: heldMB(one) }))),
    samples: processes.map(({ samples }) =>
      samples.map(({ requests, residentMB }) => [requests, Math.round(residentMB)]),
    ),
    examples,
    machine: describeMachine(),
    versions: describeVersions(),
  };
}

await main();
