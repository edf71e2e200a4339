/** Hundreds of bodies, sound and unsound; 20,000 of them, the dearest too, in test/pipeline/fuzz.slow.test.ts. */
import { env } from 'cloudflare:workers';
import { beforeAll, expect, it } from 'vitest';
import { parseSettings } from '../../src/env.ts';
import type { Case, Path, Target } from '../helpers/fuzz/case.ts';
import { edgeCases } from '../helpers/fuzz/edge-cases.ts';
import { fuzz, missedEdges, type Report, shareOf200 } from '../helpers/fuzz/fuzz.ts';
import { requestBodies } from '../helpers/fuzz/request-bodies.ts';
import { complete, isolate, request } from './client.ts';
import { MODEL, putModel, readVersion } from './store.ts';

const BODIES = 400;
/** The other one takes what the first takes. */
const EDGES_OF: readonly Path[] = ['/complete', '/tokenize', '/detokenize'];
const PROBE = { prompt: 'The harbour', max_tokens: 12, temperature: 1, seed: 7 };
let cases: Case[];
let report: Report;
let before: unknown;
let memory: number;

beforeAll(async () => {
  const version = await readVersion(MODEL);
  await putModel(version, MODEL);
  before = (await complete(PROBE)).choices;
  memory = (await isolate()).wasmMemoryBytes;
  const { resume, choices } = await complete({ ...PROBE, resumable: true });
  const target: Target = {
    model: MODEL,
    vocabulary: version.manifest.vocabulary.size,
    settings: parseSettings(env as unknown as Record<string, unknown>),
    resume: resume!,
    goOn: choices[0].continue!,
  };
  const edges = edgeCases(target).filter(({ path, dear }) => EDGES_OF.includes(path) && !dear);
  cases = requestBodies(target, edges, BODIES);
  report = await fuzz(cases, (path, body, signal) => request(path, { method: 'POST', body, signal }));
});

it('answers each with 200, or with a 4xx that names a field of it', () => {
  expect(report.faults).toEqual([]);
});

it('was asked for every field at and past its limits, and often enough for what is sound', () => {
  expect(missedEdges(cases, EDGES_OF)).toEqual([]);
  expect(shareOf200(report)).toBeGreaterThan(0.3);
});

it('answers afterwards as before, from the same memory', async () => {
  expect((await complete(PROBE)).choices).toEqual(before);
  expect((await isolate()).wasmMemoryBytes).toBe(memory);
});
