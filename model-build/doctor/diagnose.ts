/** What a backend is worth on this machine: whether it opens, computes right, and how fast it trains. */
import { z } from 'zod';
import { type Backend, openBackend } from '../backend/index.ts';
import { BackendUnavailable } from '../backend/peers.ts';
import { NetworkSpecSchema } from '../network/spec.ts';
import { BACKENDS, type BackendName } from '../recipe/backend-names.ts';
import { TrainingSchema } from '../recipe/recipe.ts';
import { probeSpeed } from '../train/probe.ts';
import { CHECKS } from './conformance/checks.ts';
import { compare, ResultSchema } from './conformance/compare.ts';

export const DiagnosisSchema = z.object({
  backend: z.enum(BACKENDS),
  /** `failed`: it opened, and computes something else or dies. */
  state: z.enum(['works', 'failed', 'unavailable', 'not installed']),
  /** What it runs on, or what is missing and how to get it. */
  detail: z.string(),
  checks: z.number().int(),
  failures: z.array(ResultSchema),
  /** Of all checks, as the conformance check measures it. */
  largestDifference: z.number().nullable(),
  /** Of a training step, by cell; absent unless it works, and for a GPU in software. */
  tokensPerSecond: z.record(z.string(), z.number()).optional(),
});
export type Diagnosis = z.infer<typeof DiagnosisSchema>;

const PROBE_SECONDS = 5;
/** Small, so that plain JavaScript comes to an end too: figures to compare backends by, no forecast. */
const PROBE = { vocabulary: 512, batch: 8, window: 16, learningRate: 1e-3 };
const PROBED = {
  gru: { cells: ['gru'], embedding: 64, hidden: 128 },
  'gated-linear': { cells: ['gated-linear'], embedding: 64, hidden: 128, block: 'residual' },
} as const;

/** `onCheck` hears of each check before it runs. Throws only what is no fault of the backend. */
export async function diagnose(
  name: BackendName,
  onCheck: (done: number, check: string) => void,
): Promise<Diagnosis> {
  let backend: Backend;
  try {
    backend = await openBackend(name);
  } catch (error) {
    if (!(error instanceof BackendUnavailable)) throw error;
    const state = error.installed ? 'unavailable' : 'not installed';
    return { backend: name, state, detail: error.message, checks: 0, failures: [], largestDifference: null };
  }
  // The reference cannot be held against itself: it is held against the kernels, which are held against it.
  const reference = await openBackend(backend.name === 'cpu' ? 'wasm' : 'cpu');
  const results = [];
  for (const check of CHECKS) {
    onCheck(results.length, check.name);
    results.push(await compare(check, backend, reference));
  }
  const failures = results.filter(({ passed }) => !passed);
  return {
    backend: backend.name,
    state: failures.length === 0 ? 'works' : 'failed',
    detail: backend.description,
    checks: results.length,
    failures,
    largestDifference: Math.max(...results.map(({ apart }) => apart ?? 0)),
    ...(failures.length === 0 && !backend.software && { tokensPerSecond: await speeds(backend.name) }),
  };
}

async function speeds(backend: BackendName): Promise<Record<string, number>> {
  const speeds: Record<string, number> = {};
  const { batch, window, learningRate } = PROBE;
  const training = TrainingSchema.parse({ tokens: 1, batch, window, learningRate, warmup: 10, backend });
  for (const [cell, spec] of Object.entries(PROBED)) {
    const network = NetworkSpecSchema.omit({ vocabulary: true }).parse(spec);
    speeds[cell] = Math.round(await probeSpeed({ ...PROBE, network }, training, PROBE_SECONDS));
  }
  return speeds;
}
