/** A real bucket with faults put between it and whoever reads it: `ModelBucket` over miniflare's own R2. */
import type { ModelBucket } from '../../src/catalog/bucket.ts';

type Get = Awaited<ReturnType<ModelBucket['get']>>;
type List = Awaited<ReturnType<ModelBucket['list']>>;
type Body = Extract<Get, { body: unknown }>;

export interface Faulty extends ModelBucket {
  /** What happens to reads of a key, `list` for lists, instead of what R2 does. */
  faults: Map<string, Fault>;
  /** Reads of each key, failed ones too. */
  reads: Map<string, number>;
}

/** Answers in place of R2, whose own answer is `real`. */
export interface Fault {
  get?(real: () => Promise<Get>): Promise<Get>;
  list?(real: () => Promise<List>): Promise<List>;
}

export function createFaultyBucket(r2: R2Bucket): Faulty {
  const faults = new Map<string, Fault>();
  const reads = new Map<string, number>();
  const count = (key: string) => void reads.set(key, (reads.get(key) ?? 0) + 1);
  return {
    faults,
    reads,
    get(key, options) {
      count(key);
      const real = () => r2.get(key, options) as Promise<Get>;
      const fault = faults.get(key);
      return fault?.get ? fault.get(real) : real();
    },
    head: (key) => r2.head(key),
    list(options) {
      count('list');
      const real = () => r2.list(options) as Promise<List>;
      const fault = faults.get('list');
      return fault?.list ? fault.list(real) : real();
    },
  };
}

const isWhole = (object: Get): object is Body => object !== null && 'body' in object;

/** An object whose body is another one; what R2 says of it, its size and hashes, stays. */
function withBody(object: Get, change: (bytes: Uint8Array) => Uint8Array): Get {
  if (!isWhole(object)) return object;
  const { etag, size, checksums, body } = object;
  const arrayBuffer = async () => change(new Uint8Array(await object.arrayBuffer())).buffer as ArrayBuffer;
  return { etag, size, checksums, body, arrayBuffer };
}

const fails = async (): Promise<never> => {
  throw new Error('get: We encountered an internal error. Please try again. (10001)');
};

/** Answers after so many turns of the event loop. */
export function slow(turn: () => Promise<void>, turns: number): Fault {
  const wait = async () => {
    for (let i = 0; i < turns; i++) await turn();
  };
  return { get: (real) => wait().then(real), list: (real) => wait().then(real) };
}

export const silent: Fault = { get: () => new Promise(() => {}), list: () => new Promise(() => {}) };
export const failsOn: Fault = { get: fails, list: fails };

/** The first read fails. */
export function failsOnce(): Fault {
  let failed = false;
  const first = () => {
    const isFirst = !failed;
    failed = true;
    return isFirst;
  };
  return { get: (real) => (first() ? fails() : real()), list: (real) => (first() ? fails() : real()) };
}

const halved = (bytes: Uint8Array) => bytes.slice(0, bytes.length >> 1);
export const cutOn: Fault = { get: async (real) => withBody(await real(), halved) };

/** The first body is cut off. */
export function cutOnce(): Fault {
  let cut = false;
  return {
    async get(real) {
      const object = await real();
      if (cut || !isWhole(object)) return object;
      cut = true;
      return withBody(object, halved);
    },
  };
}

export const missing: Fault = {
  get: async () => null,
  list: async () => ({ delimitedPrefixes: [], truncated: false }),
};
/** Another object comes, with its own size, etag and hashes. */
export const swapped = (r2: R2Bucket, key: string): Fault => ({ get: () => r2.get(key) as Promise<Get> });
export const endless: Fault = {
  list: async (real) => ({ ...(await real()), truncated: true, cursor: 'again' }),
};
export const inventive: Fault = {
  list: async (real) => {
    const { delimitedPrefixes } = await real();
    return {
      delimitedPrefixes: [...delimitedPrefixes, ...delimitedPrefixes, 'ghost/', '../'],
      truncated: false,
    };
  },
};
