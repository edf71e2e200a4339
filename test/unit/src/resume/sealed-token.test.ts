import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../../src/generation/reading/snapshot.ts';
import { fromBase64Url, toBase64Url } from '../../../../src/resume/base64url.ts';
import { MAX_TOKEN_CHARACTERS, ResumeTokens } from '../../../../src/resume/sealed-token.ts';
import { UNREAD } from '../../../../src/text/spelling.ts';

const SECRET = 'a secret of some length';
const LIKE = [new Float32Array(5), new Float32Array(3)];
const BINDING = { model: 'model 1', tenant: 'key 1' };
const SNAPSHOT: Snapshot = {
  kind: 'read',
  spelling: UNREAD,
  state: [Float32Array.of(0, -0, 1e-42, 3.5, -2), Float32Array.of(1, Math.fround(0.1), -7e37)],
  pending: 4095,
  bytes: new TextEncoder().encode(' wör'),
  consumed: 70_000,
  recent: [1, 2, 4095],
  spokenOfRecent: 0,
};
const WRITTEN: Snapshot = {
  ...SNAPSHOT,
  kind: 'written',
  spelling: UNREAD,
  spokenOfRecent: 2,
  rng: Int32Array.of(1, -2, 3, -4),
};

let now = 0;
const tokens = (secrets = [SECRET], ttl = 60) => new ResumeTokens(secrets, ttl, () => now);
const seal = async (snapshot = SNAPSHOT, sealer = tokens()) => (await sealer.seal(snapshot, BINDING))!;

describe('a resume token', () => {
  it.each([SNAPSHOT, WRITTEN])('brings back every bit of a snapshot', async (snapshot) => {
    const opened = await tokens().open(await seal(snapshot), BINDING, LIKE);
    expect(opened).toEqual({ status: 'hit', snapshot });
  });

  it('is good until it expires', async () => {
    now = 0;
    const token = await seal();
    now = 59_999;
    expect((await tokens().open(token, BINDING, LIKE)).status).toBe('hit');
    now = 60_000;
    expect((await tokens().open(token, BINDING, LIKE)).status).toBe('expired');
    now = 0;
  });

  it('is of no use to another tenant or for another model, and says which', async () => {
    const token = await seal();
    expect((await tokens().open(token, { ...BINDING, tenant: 'key 2' }, LIKE)).status).toBe('foreign');
    expect((await tokens().open(token, { ...BINDING, tenant: '' }, LIKE)).status).toBe('foreign');
    expect((await tokens().open(token, { ...BINDING, model: 'model 2' }, LIKE)).status).toBe('stale');
  });

  it('survives a rotation of secrets, and not the end of its own', async () => {
    const token = await seal();
    expect((await tokens(['another, newer secret', SECRET]).open(token, BINDING, LIKE)).status).toBe('hit');
    expect((await tokens(['another, newer secret']).open(token, BINDING, LIKE)).status).toBe('unknown_key');
    // Without secrets every server draws its own.
    expect((await tokens([]).open(await seal(SNAPSHOT, tokens([])), BINDING, LIKE)).status).toBe(
      'unknown_key',
    );
  });

  it('is sealed by one key where no secret is set, also when the first two are asked for at once', async () => {
    const own = tokens([]);
    const both = await Promise.all([seal(SNAPSHOT, own), seal(WRITTEN, own)]);
    for (const token of both) expect((await own.open(token, BINDING, LIKE)).status).toBe('hit');
  });

  it('is refused whatever bit of it is changed, and never throws', async () => {
    const token = fromBase64Url(await seal(WRITTEN))!;
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = token.slice();
        damaged[at] ^= flip;
        const { status } = await tokens().open(toBase64Url(damaged), BINDING, LIKE);
        expect(['forged', 'unknown_key', 'malformed', 'expired']).toContain(status);
      }),
    );
  });

  it('is refused when cut, lengthened or made up', async () => {
    const token = await seal();
    const texts = fc.oneof(
      fc.nat(token.length - 1).map((length) => token.slice(0, length)),
      fc.string({ minLength: 1 }).map((more) => token + more),
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'AZaz09-_') }),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect((await tokens().open(text, BINDING, LIKE)).status).not.toBe('hit');
      }),
    );
  });

  it('shows nothing of the text: no run of its tokens or its unfinished word, and never the same twice', async () => {
    const recent = Array.from({ length: 256 }, (_, at) => 300 + at);
    const words = new TextEncoder().encode(' my password is hunter2');
    const sealed = [
      ...new Set(await Promise.all([1, 2, 3].map(() => seal({ ...WRITTEN, recent, bytes: words })))),
    ];
    expect(sealed).toHaveLength(3);
    for (const token of sealed) {
      const bytes = Buffer.from(fromBase64Url(token)!);
      expect(bytes.includes(Buffer.from(words.subarray(0, 4)))).toBe(false);
      expect(bytes.includes(Buffer.from(Uint16Array.from(recent.slice(0, 2)).buffer))).toBe(false);
      // Version and key id alone are the same each time.
      expect(bytes.subarray(0, 5)).toEqual(Buffer.from(fromBase64Url(sealed[0]!)!).subarray(0, 5));
    }
    const [a, b] = sealed.map((token) => fromBase64Url(token)!.subarray(17));
    const same = a!.filter((byte, at) => byte === b![at]).length;
    // One byte of 256 is the same by chance.
    expect(same).toBeLessThan(a!.length / 32);
  });

  it('of the time before tokens were sealed has expired', async () => {
    const old = new Uint8Array(120);
    old[0] = 1;
    expect((await tokens().open(toBase64Url(old), BINDING, LIKE)).status).toBe('expired');
  });

  it('is opened by the key of its secret only, whatever it says that its key is', async () => {
    const token = fromBase64Url(await seal())!;
    const other = fromBase64Url(await seal(SNAPSHOT, tokens(['another secret of length'])))!;
    token.set(other.subarray(1, 5), 1);
    const { status } = await tokens(['another secret of length']).open(toBase64Url(token), BINDING, LIKE);
    expect(status).toBe('forged');
  });

  it('is malformed when it fits no state of the model', async () => {
    const { status } = await tokens().open(await seal(), BINDING, [new Float32Array(9)]);
    expect(status).toBe('malformed');
  });

  it('is not offered for a state that is too large to carry', async () => {
    const state = [new Float32Array(MAX_TOKEN_CHARACTERS / 4)];
    expect(await tokens().seal({ ...SNAPSHOT, state }, BINDING)).toBeUndefined();
    const fits = [new Float32Array(2560)];
    expect((await tokens().seal({ ...SNAPSHOT, state: fits }, BINDING))!.length).toBeLessThan(16_384);
  });
});

it('writes any bytes in letters that a URL may hold', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = toBase64Url(bytes);
      expect(text).toMatch(/^[\w-]*$/);
      expect(fromBase64Url(text)).toEqual(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
    }),
  );
});

it('reads one spelling of bytes only, so that no letter of a token can be changed unseen', () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (const length of [1, 2, 3, 4, 5]) {
    const text = toBase64Url(new Uint8Array(length).fill(0xa7));
    for (const letter of letters) {
      const other = text.slice(0, -1) + letter;
      expect(fromBase64Url(other) === undefined || toBase64Url(fromBase64Url(other)!) === other).toBe(true);
    }
  }
  expect(fromBase64Url('AA')).toEqual(new Uint8Array(1));
  expect(fromBase64Url('AB')).toBeUndefined();
});
