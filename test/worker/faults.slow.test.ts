/**
 * Every fault of storage at every step, cold and while an alias moves, met by one request and by twenty: who is served,
 * by which version, what is said where nobody can be, and that all is well once the fault has passed.
 *
 * The store is miniflare's own R2 behind an injecting binding; clock, pauses and jitter are the test's.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { createBucket } from '../../src/catalog/bucket.ts';
import { Catalog } from '../../src/catalog/catalog.ts';
import { kernelsRuntime } from '../../src/runtime/kernels/runtime.ts';
import {
  createFaultyBucket,
  cutOn,
  cutOnce,
  endless,
  type Fault,
  failsOn,
  failsOnce,
  inventive,
  missing,
  silent,
  slow,
  swapped,
} from './faulty-bucket.ts';
import { MODEL, putAlias, putVersion, readVersion, store } from './store.ts';

const TTL_MS = 30_000;
/** Longer than a version that failed is left alone. */
const A_WHILE_MS = 31_000;
/** Of the test's time, which passes with the turns of the event loop. */
const MS_A_TURN = 25;
const OLD = '1.0.0';
const NEW = '1.1.0';
/** Two networks that have nothing in common: neither can be taken for the other. */
const VERSIONS = { [OLD]: await readVersion(MODEL), [NEW]: await readVersion('random') };

const STEPS = ['alias.json', 'manifest.json', 'model.onnx', 'tokenizer.json'] as const;
type Step = (typeof STEPS)[number];

let made = 0;

/** A model of its own in R2, and an isolate that reads it through faults. Its time passes with the turns of the loop. */
async function world(current: string, previous: string | null) {
  const name = `model-${++made}`;
  for (const [v, version] of Object.entries(VERSIONS)) await putVersion(version, name, v);
  await putAlias(name, current, previous);
  let nowMs = 0;
  const events: string[] = [];
  const turn = () => scheduler.wait(0);
  const pause = async (ms: number, signal?: AbortSignal) => {
    for (let waited = 0; waited < ms && !signal?.aborted; waited += MS_A_TURN) await turn();
  };
  const bucket = createFaultyBucket(store.MODELS);
  const catalog = new Catalog({
    bucket: createBucket(bucket, { pause, random: () => 0.5 }),
    prepare: (artefact) => kernelsRuntime.prepare(artefact),
    limitBytes: () => 100e6,
    aliasTtlMs: TTL_MS,
    now: () => nowMs,
    wait: turn,
    log: (event) => void events.push(event),
  });
  return {
    name,
    bucket,
    catalog,
    events,
    turn,
    pass(ms: number) {
      nowMs += ms;
    },
    /** What so many requests at once are told: a version with what it says, or an error's code. */
    ask: async (times: number) =>
      answers(await Promise.all(Array.from({ length: times }, () => acquired(catalog, name)))),
  };
}
type World = Awaited<ReturnType<typeof world>>;

type Held = Awaited<ReturnType<Catalog['acquire']>>;

/** A lease, or an error's code. */
const acquired = (catalog: Catalog, name: string): Promise<Held | string> =>
  catalog.acquire(name, () => {}).catch((error: { code?: string }) => error.code ?? String(error));

/** One after another: the model lends its logits until the next step, whoever takes that. */
async function answers(held: (Held | string)[]): Promise<string[]> {
  const told: string[] = [];
  for (const lease of held) told.push(typeof lease === 'string' ? lease : await answer(lease));
  return told;
}

async function answer({ value, release }: Held): Promise<string> {
  const { model, manifest, tokenizer } = value;
  const state = model.initialState();
  let token = tokenizer.startToken;
  const said: number[] = [];
  for (let step = 0; step < 4; step++) {
    const logits = await model.step(token, state);
    token = logits.indexOf(Math.max(...logits));
    said.push(token);
  }
  release();
  return `${manifest.version} says ${said}`;
}

/** What each version says where nothing fails. */
const GOLDEN = new Map<string, string>();
beforeAll(async () => {
  for (const v of [OLD, NEW]) {
    const [said] = await (await world(v, null)).ask(1);
    expect(said).toMatch(/^1\.[01]\.0 says \d+,\d+,\d+,\d+$/);
    GOLDEN.set(v, said);
  }
  expect(GOLDEN.get(OLD)!.slice(6)).not.toBe(GOLDEN.get(NEW)!.slice(6));
});

type Name =
  | 'slow'
  | 'very slow'
  | 'silent'
  | '5xx once'
  | '5xx on'
  | 'cut once'
  | 'cut on'
  | 'wrong'
  | 'missing';
const FAULTS: Record<Name, (world: World, step: Step) => Fault> = {
  slow: ({ turn }) => slow(turn, 10),
  'very slow': ({ turn }) => slow(turn, 300),
  silent: () => silent,
  '5xx once': () => failsOnce(),
  '5xx on': () => failsOn,
  'cut once': () => cutOnce(),
  'cut on': () => cutOn,
  // Another object comes, with its own size and hashes: the old version's, or no alias at all.
  wrong: ({ name }, step) =>
    swapped(store.MODELS, step === 'alias.json' ? `${name}/${OLD}/tokenizer.json` : `${name}/${OLD}/${step}`),
  missing: () => missing,
};
const NAMES = Object.keys(FAULTS) as Name[];
const PASSING: Name[] = ['slow', 'very slow', '5xx once', 'cut once'];
const LASTING: Name[] = ['silent', '5xx on', 'cut on'];

/** Nothing is held: what helps is patience, or another version where it is the version that is at fault. */
function expectedCold(fault: Name, step: Step, previous: string | null): string {
  if (PASSING.includes(fault)) return NEW;
  if (LASTING.includes(fault)) return 'storage_unavailable';
  if (step === 'alias.json') return fault === 'missing' ? 'model_not_found' : 'model_corrupt';
  if (previous !== null) return previous;
  return fault === 'missing' ? 'model_missing' : 'model_corrupt';
}

/** The old version is held, and answers whatever happens; only a model that is taken away is not there. */
function expectedMoving(fault: Name, step: Step): string {
  if (step === 'alias.json') {
    if (fault === 'missing') return 'model_not_found';
    return fault === 'slow' ? NEW : OLD;
  }
  return PASSING.includes(fault) && fault !== 'very slow' ? NEW : OLD;
}

const crossed = <A, B>(as: readonly A[], bs: readonly B[]) =>
  as.flatMap((a) => bs.map((b) => [a, b] as const));
const keyOf = ({ name }: World, step: Step) =>
  step === 'alias.json' ? `${name}/alias.json` : `${name}/${NEW}/${step}`;

/** All are told the same, and what the expected version says is what it always says. */
function expectAll(told: string[], expected: string): void {
  expect(new Set(told)).toEqual(new Set([GOLDEN.get(expected) ?? expected]));
}

/** The request that asks the store for news is told of them; those beside it take what is known. */
function expectNews(told: string[], news: string, known: string): void {
  expect(told).toEqual(told.map((_, i) => (i === 0 ? (GOLDEN.get(news) ?? news) : GOLDEN.get(known))));
}

/** After the fault, and after the time that anything is left alone, the new version is served. */
async function expectRecovery(world: World, requests: number): Promise<void> {
  world.bucket.faults.clear();
  world.pass(A_WHILE_MS);
  // A read that was silent is given up after its time: until then the old version may answer.
  for (let rounds = 0; rounds < 20; rounds++) {
    const [told] = await world.ask(1);
    if (told === GOLDEN.get(NEW)) break;
    expect(told).toBe(GOLDEN.get(OLD));
    world.pass(A_WHILE_MS);
  }
  expectAll(await world.ask(requests), NEW);
  expect((await world.catalog.describe(world.name)).fallback).toBeNull();
}

describe.each([1, 20])('%i at once', (requests) => {
  describe.each([OLD, null])('in an isolate that holds nothing, with the previous version %s', (previous) => {
    it.each(crossed(STEPS, NAMES))('%s: %s', async (step, fault) => {
      const w = await world(NEW, previous);
      w.bucket.faults.set(keyOf(w, step), FAULTS[fault](w, step));
      const expected = expectedCold(fault, step, previous);
      expectAll(await w.ask(requests), expected);
      expect(w.events.includes('model_fallback')).toBe(expected === OLD);
      // However many ask, the store is asked for one: each file once, and twice again where that may help.
      const most = step === 'alias.json' ? 3 * requests : 3;
      for (const [key, times] of w.bucket.reads) {
        expect(times, key).toBeLessThanOrEqual(key.endsWith('alias.json') ? 3 * requests : most);
      }
      await expectRecovery(w, requests);
    });
  });

  describe('while the alias moves, in an isolate that holds the old version', () => {
    it.each(crossed(STEPS, NAMES))('%s: %s', async (step, fault) => {
      const w = await world(OLD, null);
      expectAll(await w.ask(1), OLD);
      await putAlias(w.name, NEW, OLD);
      w.pass(TTL_MS);
      w.bucket.faults.set(keyOf(w, step), FAULTS[fault](w, step));
      const { reads } = w.bucket;
      const before = reads.get(`${w.name}/alias.json`) ?? 0;
      expectNews(await w.ask(requests), expectedMoving(fault, step), OLD);
      expect(reads.get(`${w.name}/alias.json`)).toBe(before + 1);
      await expectRecovery(w, requests);
    });

    it('alias.json: stale', async () => {
      const w = await world(OLD, null);
      expectAll(await w.ask(1), OLD);
      const stale = (await store.MODELS.get(`${w.name}/alias.json`))!;
      const { etag, size, checksums, body } = stale;
      const bytes = await stale.arrayBuffer();
      await putAlias(w.name, NEW, OLD);
      w.pass(TTL_MS);
      w.bucket.faults.set(`${w.name}/alias.json`, {
        get: async () => ({ etag, size, checksums, body, arrayBuffer: async () => bytes }),
      });
      expectAll(await w.ask(requests), OLD);
      await expectRecovery(w, requests);
    });
  });

  it('a stale alias whose versions are gone is named, and the model held goes on', async () => {
    const w = await world(OLD, null);
    await putAlias(w.name, '0.9.0', '0.8.0');
    expectAll(await w.ask(requests), 'model_missing');
    await putAlias(w.name, NEW, null);
    w.pass(A_WHILE_MS);
    expectAll(await w.ask(1), NEW);
    expectAll(await w.ask(requests), NEW);
    await putAlias(w.name, '0.9.0', '0.8.0');
    w.pass(A_WHILE_MS);
    expectAll(await w.ask(requests), NEW);
  });

  describe('a list', () => {
    const LISTS: [string, (world: World) => Fault, string][] = [
      ['slow', ({ turn }) => slow(turn, 10), 'listed'],
      ['silent', () => silent, 'storage_unavailable'],
      ['5xx once', () => failsOnce(), 'listed'],
      ['5xx on', () => failsOn, 'storage_unavailable'],
      ['that never ends', () => endless, 'storage_unavailable'],
      ['that is empty', () => missing, 'nothing'],
      ['with doubles and ghosts', () => inventive, 'listed'],
    ];
    const names = async ({ catalog, name }: World): Promise<string> => {
      try {
        const found = await catalog.names();
        expect(new Set(found).size).toBe(found.length);
        for (const ghost of found.filter((n) => n === 'ghost' || n === '..')) {
          await expect(catalog.describe(ghost)).rejects.toMatchObject({ code: 'model_not_found' });
        }
        return found.includes(name) ? 'listed' : 'nothing';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };

    it.each(LISTS)('%s, never seen before', async (_, fault, expected) => {
      const w = await world(NEW, OLD);
      w.bucket.faults.set('list', fault(w));
      const told = await Promise.all(Array.from({ length: requests }, () => names(w)));
      expect(new Set(told)).toEqual(new Set([expected]));
      w.bucket.faults.clear();
      w.pass(A_WHILE_MS);
      expect(await names(w)).toBe('listed');
      expectAll(await w.ask(requests), NEW);
    });

    it.each(LISTS)('%s, after a good one', async (_, fault, expected) => {
      const w = await world(NEW, OLD);
      expect(await names(w)).toBe('listed');
      w.pass(TTL_MS);
      w.bucket.faults.set('list', fault(w));
      const told = await Promise.all(Array.from({ length: requests }, () => names(w)));
      // One asks; the others know the good one.
      expect(told).toEqual(told.map((_, i) => (i === 0 && expected === 'nothing' ? 'nothing' : 'listed')));
    });
  });
});
