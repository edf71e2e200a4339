import { expect, it } from 'vitest';
import { createBucket, type ModelBucket } from '../../../../src/catalog/bucket.ts';

type Answer = Awaited<ReturnType<ModelBucket['get']>>;

const stored = (text: string, size = text.length): Answer => ({
  etag: 'e',
  size,
  checksums: {},
  body: {},
  arrayBuffer: async () => new TextEncoder().encode(text).buffer as ArrayBuffer,
});

/** A store that answers these in turn, by a clock that pauses alone move. */
function store(...answers: (() => Promise<Answer>)[]) {
  const pauses: number[] = [];
  const jitter = [0.5, 0.25, 0.999];
  let gets = 0;
  const r2: ModelBucket = {
    get: () => answers[Math.min(gets++, answers.length - 1)](),
    head: async () => null,
    list: async () => ({ delimitedPrefixes: [], truncated: false }),
  };
  const bucket = createBucket(r2, {
    random: () => jitter.shift() ?? 0,
    async pause(ms, signal) {
      if (!signal) pauses.push(ms);
      // Limits of time are over only when everything else has had its turn.
      for (let turn = 0; turn < 20 && !signal?.aborted; turn++) await new Promise(setImmediate);
    },
  });
  return { bucket, pauses, gets: () => gets };
}

const fails = async (): Promise<Answer> => {
  throw new Error('10001');
};

it.each([
  ['fails', fails],
  ['is silent', () => new Promise<Answer>(() => {})],
  ['sends half of an object', async () => stored('who', 6)],
])('a store that %s is asked again, after pauses with full jitter that double', async (_, fault) => {
  const { bucket, pauses, gets } = store(fault, fault, async () => stored('whole!'));
  expect(await bucket.readText('k')).toEqual({ text: 'whole!', etag: 'e' });
  expect(pauses).toEqual([0.5 * 100, 0.25 * 200]);
  expect(gets()).toBe(3);
});

it('a store that fails three times does not answer, and the error names the key and keeps the cause', async () => {
  const { bucket, gets } = store(fails);
  await expect(bucket.read('a/b')).rejects.toMatchObject({
    code: 'storage_unavailable',
    message: expect.stringContaining('"a/b"'),
    cause: expect.objectContaining({ message: '10001' }),
  });
  expect(gets()).toBe(3);
});

it('who knows an older text is told at once', async () => {
  const { bucket, pauses, gets } = store(fails);
  await expect(bucket.readText('k', 'old')).rejects.toMatchObject({ code: 'storage_unavailable' });
  expect([gets(), pauses]).toEqual([1, []]);
});

it('an object that is not there, or has not changed, is not asked for again', async () => {
  const absent = store(async () => null);
  expect(await absent.bucket.read('k')).toBeNull();
  const unchanged = store(async () => ({ etag: 'e', size: 3, checksums: {} }));
  expect(await unchanged.bucket.readText('k', 'e')).toBe('unchanged');
  expect([absent.gets(), unchanged.gets()]).toEqual([1, 1]);
});
