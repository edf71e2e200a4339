/**
 * 20,000 bodies, sound and unsound, against the Worker as wrangler bundles it, behind a real socket:
 * `npm test -- test/pipeline/fuzz.slow.test.ts`, some minutes. `SEED=123` before it asks for others.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHarness } from 'wrangler';
import { type Store, seedStore } from '../../model-build/publish/local-bucket.ts';
import type { Completion } from '../../src/contract/answer.ts';
import type { Health } from '../../src/contract/health.ts';
import type { ModelCard } from '../../src/contract/models.ts';
import { parseSettings } from '../../src/env.ts';
import { type Case, PATHS, type Target } from '../helpers/fuzz/case.ts';
import { edgeCases } from '../helpers/fuzz/edge-cases.ts';
import { describeReport, fuzz, missedEdges, type Report, shareOf200 } from '../helpers/fuzz/fuzz.ts';
import { requestBodies } from '../helpers/fuzz/request-bodies.ts';

const BODIES = 20_000;
const LEAST_SHARE_OF_200 = 0.3;
/** Only for what hangs: a request has a limit of its own. */
const PATIENCE_MS = 3 * 3_600_000;
const LOOK_AROUND_MS = 100;
const MODEL = 'fixture-gru';
const PROBE = { prompt: 'The harbour', max_tokens: 12, temperature: 1, seed: 7 };
const root = join(import.meta.dirname, '../..');
const server = createTestHarness({
  root,
  workers: [
    {
      configPath: './wrangler.toml',
      vars: { DEFAULT_MODEL: MODEL, RATE_LIMIT_PERIOD_SECONDS: '0', SERVER_TIMING: 'on' },
    },
  ],
});
let url: URL;
let models: string;
let cases: Case[];
let report: Report;
let before: unknown;
let memory: number;

const post = (path: string, body: Case['body'], signal?: AbortSignal) =>
  fetch(new URL(path, url), { method: 'POST', body, signal });

async function complete(body: object): Promise<Completion> {
  return (await (await post('/complete', JSON.stringify(body))).json()) as Completion;
}

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(new URL(path, url))).json()) as T;
}

const isolate = async () => (await get<Health>('/health')).isolate;

async function readTarget(env: object): Promise<Target> {
  const { resume, choices } = await complete({ ...PROBE, resumable: true });
  return {
    model: MODEL,
    vocabulary: (await get<ModelCard>(`/v1/models/${MODEL}`)).vocabulary.size,
    settings: parseSettings(env as Record<string, unknown>),
    resume: resume!,
    goOn: choices[0].continue!,
  };
}

beforeAll(async () => {
  models = await mkdtemp(join(tmpdir(), 'afterword-fuzz-'));
  await cp(join(root, 'models', MODEL), join(models, MODEL), { recursive: true });
  ({ url } = await server.listen());
  const env = await server.getWorker<{ MODELS: Store }>().getEnv();
  await seedStore(env.MODELS, models);
  before = (await complete(PROBE)).choices;
  memory = (await isolate()).wasmMemoryBytes;
  const target = await readTarget(env);
  cases = requestBodies(target, edgeCases(target), BODIES);
  // Drawing them has kept the loop busy: it has yet to learn which idle connections the server has closed meanwhile.
  await setTimeout(LOOK_AROUND_MS);
  report = await fuzz(cases, post);
}, PATIENCE_MS);
afterAll(async () => {
  await server.close();
  await rm(models, { recursive: true, force: true });
});

it(`answers each of ${BODIES} bodies with 200, or with a 4xx that names a field of it`, () => {
  // Past vitest, which keeps what a passed test prints to itself.
  process.stdout.write(`${describeReport(report)}\n`);
  expect(report.faults).toEqual([]);
});

it('was asked for every field of every route at and past its limits, and often enough for what is sound', () => {
  expect(missedEdges(cases, PATHS)).toEqual([]);
  expect(shareOf200(report)).toBeGreaterThan(LEAST_SHARE_OF_200);
});

it('answers afterwards as before, from the same memory, and has nothing left to do', async () => {
  expect((await complete(PROBE)).choices).toEqual(before);
  const { steps, wasmMemoryBytes } = await isolate();
  expect(wasmMemoryBytes).toBe(memory);
  expect((await isolate()).steps).toBe(steps);
});
