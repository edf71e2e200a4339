/** Publishing a version: cut off anywhere, two at once, and the gate. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publish, rehearse } from '../../../../model-build/publish/publish.ts';
import { proveQuality } from '../../../../model-build/publish/quality-gate.ts';
import { createMemoryStore } from '../../../fixtures/memory-store.ts';
import { randomVersion } from '../../../fixtures/published-model.ts';

const FILES = ['README.md', 'model.onnx', 'tokenizer.json', 'manifest.json'];
const quiet = () => {};
const version = randomVersion();
const expected = new Map(FILES.map((name) => [`random/1.0.0/${name}`, version.files.get(name)]));

describe('publishing', () => {
  it('stores the files of a version under its keys, the manifest last, and no alias', async () => {
    const store = createMemoryStore();
    const told: string[] = [];
    expect(await publish(store, version, (key, _, fate) => told.push(`${fate}: ${key}`))).toBe(4);
    expect(told).toEqual(FILES.map((name) => `stored: random/1.0.0/${name}`));
    expect(store.objects).toEqual(expected);
  });

  it('writes nothing the second time', async () => {
    const store = createMemoryStore();
    await publish(store, version, quiet);
    const told: string[] = [];
    expect(await publish(store, version, (key, _, fate) => told.push(`${fate}: ${key}`))).toBe(0);
    expect(told).toEqual(FILES.map((name) => `there already: random/1.0.0/${name}`));
  });

  it('can be rehearsed, which writes nothing', async () => {
    const store = createMemoryStore();
    store.objects.set('random/1.0.0/README.md', version.files.get('README.md')!);
    const told: string[] = [];
    await rehearse(store, version, (key, _, fate) => told.push(`${fate}: ${key}`));
    expect(told.sort()).toEqual([
      'there already: random/1.0.0/README.md',
      'to be stored: random/1.0.0/manifest.json',
      'to be stored: random/1.0.0/model.onnx',
      'to be stored: random/1.0.0/tokenizer.json',
    ]);
    expect(store.objects.size).toBe(1);
    await expect(rehearse(store, randomVersion('1.0.0', 2), quiet)).rejects.toThrow('with other bytes');
  });

  it('cut off anywhere leaves no manifest before its files, and goes on to the same end', async () => {
    const cuts = fc.array(fc.record({ at: fc.nat(6), written: fc.boolean() }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(cuts, async (plan) => {
        let left = Number.POSITIVE_INFINITY;
        let written = true;
        const store = createMemoryStore(async (_, operation) => {
          if (left-- > 0) return operation();
          // The write may have happened, only its answer did not arrive.
          if (written) operation();
          throw new Error('cut off');
        });
        for (const cut of plan) {
          left = cut.at;
          written = cut.written;
          await publish(store, version, quiet).catch(quiet);
          if (store.objects.has('random/1.0.0/manifest.json')) expect(store.objects.size).toBe(4);
        }
        left = Number.POSITIVE_INFINITY;
        await publish(store, version, quiet);
        expect(store.objects).toEqual(expected);
      }),
    );
  });

  it('by two at once with other bytes has one winner and never a mixture, in any order of events', async () => {
    const other = randomVersion('1.0.0', 2);
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const store = createMemoryStore((name, operation) =>
          scheduler.schedule(Promise.resolve(), name).then(operation),
        );
        const outcomes = await scheduler.waitFor(
          Promise.allSettled([publish(store, version, quiet), publish(store, other, quiet)]),
        );
        const [winner, loser] = outcomes[0].status === 'fulfilled' ? outcomes : outcomes.toReversed();
        expect(winner.status).toBe('fulfilled');
        expect(loser).toMatchObject({
          status: 'rejected',
          reason: { message: expect.stringContaining('Somebody published this version first') },
        });
        const { files } = winner === outcomes[0] ? version : other;
        expect(store.objects).toEqual(
          new Map(FILES.map((name) => [`random/1.0.0/${name}`, files.get(name)])),
        );
      }),
    );
  });

  it('by two at once with the same bytes succeeds twice', async () => {
    const store = createMemoryStore();
    const written = await Promise.all([publish(store, version, quiet), publish(store, version, quiet)]);
    expect(written[0] + written[1]).toBe(4);
    expect(store.objects).toEqual(expected);
  });
});

describe('the quality gate', () => {
  const gate = (fp32: Record<string, number>, int8: Record<string, number>) => () =>
    proveQuality({ name: 'm', version: '1.0.0', quality: { split: 'test', runtime: 'kernels', fp32, int8 } });

  it('lets int8 be up to 0.5 % worse on every corpus, or better', () => {
    expect(gate({ wiki: 2, stories: 1 }, { wiki: 2.01, stories: 0.9 })).not.toThrow();
  });

  it('refuses more on any corpus, and names it with the figures', () => {
    expect(gate({ wiki: 2, stories: 1 }, { wiki: 2, stories: 1.006 })).toThrow(
      'on stories int8 has 1.006 bits per byte, 0.60 % more than the 1 of fp32; wanted at most 0.50 %',
    );
  });

  it('refuses figures that are missing, or are no numbers', () => {
    expect(gate({}, {})).toThrow('measured on nothing');
    expect(gate({ wiki: 2 }, {})).toThrow('wiki wants both figures');
    expect(gate({}, { wiki: 2 })).toThrow('wiki wants both figures');
    expect(gate({ wiki: 2 }, { wiki: Number.NaN })).toThrow('wanted at most');
  });

  it('stands before every write', async () => {
    const store = createMemoryStore();
    const quality = { ...version.manifest.quality, int8: { wiki: 9 } };
    const worse = { ...version, manifest: { ...version.manifest, quality } };
    await expect(publish(store, worse, quiet)).rejects.toThrow('does not pass the quality gate');
    await expect(rehearse(store, worse, quiet)).rejects.toThrow('does not pass the quality gate');
    expect(store.objects.size).toBe(0);
  });
});

it('refuses a version whose manifest claims less work than its graph does, before every write', async () => {
  const store = createMemoryStore();
  const architecture = { ...version.manifest.architecture, multiplyAccumulates: 1000 };
  const cheap = { ...version, manifest: { ...version.manifest, architecture } };
  const refused = /random 1\.0\.0 has \d+ multiply-accumulates a step, its manifest says 1000/;
  await expect(publish(store, cheap, quiet)).rejects.toThrow(refused);
  await expect(rehearse(store, cheap, quiet)).rejects.toThrow(refused);
  expect(store.objects.size).toBe(0);
});
