/** The alias moves from one sound version to another, and by one hand at a time. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { promote, readAlias, rollback } from '../../../../model-build/publish/alias.ts';
import { publish } from '../../../../model-build/publish/publish.ts';
import { createMemoryStore, type MemoryStore } from '../../../fixtures/memory-store.ts';
import { publishRandom, randomVersion } from '../../../fixtures/published-model.ts';

const at = (version: string) => ({ name: 'random', version });
const served = async (store: MemoryStore) => (await readAlias(store, 'random'))?.alias;

function createCopy({ objects }: MemoryStore): MemoryStore {
  const copy = createMemoryStore();
  for (const [key, bytes] of objects) copy.objects.set(key, bytes);
  return copy;
}

let store: MemoryStore;
beforeEach(async () => {
  store = createMemoryStore();
  await publishRandom(store, '1.0.0', '1.1.0', '1.2.0');
});

describe('promoting', () => {
  it('serves a version and remembers the one before', async () => {
    expect(await promote(store, at('1.0.0'))).toEqual({ current: '1.0.0', previous: null });
    expect(await promote(store, at('1.1.0'))).toEqual({ current: '1.1.0', previous: '1.0.0' });
    expect(await served(store)).toEqual({ current: '1.1.0', previous: '1.0.0' });
  });

  it('of what is served already changes nothing', async () => {
    await promote(store, at('1.0.0'));
    await promote(store, at('1.1.0'));
    expect(await promote(store, at('1.1.0'))).toEqual({ current: '1.1.0', previous: '1.0.0' });
  });

  it('refuses a version that is absent, half published or damaged, and leaves the alias', async () => {
    await promote(store, at('1.0.0'));
    await expect(promote(store, at('3.0.0'))).rejects.toThrow('random@3.0.0 is not in memory');
    store.objects.delete('random/1.1.0/manifest.json');
    await expect(promote(store, at('1.1.0'))).rejects.toThrow('only half published');
    store.objects.get('random/1.2.0/model.onnx')![100] ^= 1;
    await expect(promote(store, at('1.2.0'))).rejects.toThrow('random/1.2.0/model.onnx has sha256');
    store.objects.get('random/1.2.0/model.onnx')![100] ^= 1;
    expect(await served(store)).toEqual({ current: '1.0.0', previous: null });
  });

  it('refuses a version that is worse than the served one, unless it is forced to', async () => {
    const worse = { split: 'test', runtime: 'kernels', fp32: { wiki: 8.1 }, int8: { wiki: 8.1 } };
    await publish(store, randomVersion('2.0.0', 2, worse), () => {});
    // Nothing to be worse than.
    expect(await promote(createCopy(store), at('2.0.0'))).toEqual({ current: '2.0.0', previous: null });
    await promote(store, at('1.0.0'));
    await expect(promote(store, at('2.0.0'))).rejects.toThrow(
      'random 2.0.0 must not take the place of 1.0.0: on wiki it has 8.1 bits per byte, 1.12 % more than the 8.01 of 1.0.0; wanted at most 1.00 %',
    );
    expect(await served(store)).toEqual({ current: '1.0.0', previous: null });
    expect(await promote(store, at('2.0.0'), { force: true })).toEqual({
      current: '2.0.0',
      previous: '1.0.0',
    });
  });

  it('refuses to compare with a served version that cannot be read, unless it is forced to', async () => {
    await promote(store, at('1.0.0'));
    store.objects.set('random/1.0.0/manifest.json', Buffer.from('{}'));
    await expect(promote(store, at('1.1.0'))).rejects.toThrow(
      'random/1.0.0/manifest.json in memory, of the version that is served, cannot be read',
    );
    expect((await promote(store, at('1.1.0'), { force: true })).current).toBe('1.1.0');
  });

  it('by two at once: the alias is what the successful ones made of it, the other is told', async () => {
    const files = new Map(store.objects);
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const shared = createMemoryStore((name, operation) =>
          scheduler.schedule(Promise.resolve(), name).then(operation),
        );
        for (const [key, bytes] of files) shared.objects.set(key, bytes);
        shared.objects.set('random/alias.json', Buffer.from('{"current":"1.0.0","previous":null}'));
        const outcomes = await scheduler.waitFor(
          Promise.allSettled([promote(shared, at('1.1.0')), promote(shared, at('1.2.0'))]),
        );
        const succeeded = outcomes.filter((outcome) => outcome.status === 'fulfilled');
        expect(succeeded.length).toBeGreaterThan(0);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected')
            expect(outcome.reason.message).toContain('somebody else moved the alias of random meanwhile');
        }
        const alias = JSON.parse(Buffer.from(shared.objects.get('random/alias.json')!).toString());
        expect(succeeded.map(({ value }) => value)).toContainEqual(alias);
        // One after the other, each came from the other; at once, both came from 1.0.0.
        const before = succeeded.length === 2 ? ['1.1.0', '1.2.0'] : ['1.0.0'];
        expect(before).toContain(alias.previous);
      }),
      { numRuns: 30 },
    );
  });

  it('takes its own write for success when only the answer was lost', async () => {
    const shaky = createMemoryStore(async (name, operation) => {
      const result = operation();
      // As when the request is sent again after an answer of 500: the condition no longer holds.
      return name === 'put random/alias.json' ? (false as typeof result) : result;
    });
    for (const [key, bytes] of store.objects) shaky.objects.set(key, bytes);
    expect(await promote(shaky, at('1.0.0'))).toEqual({ current: '1.0.0', previous: null });
  });
});

describe('rolling back', () => {
  it('serves the previous version again, and a second time the newer one', async () => {
    await promote(store, at('1.0.0'));
    await promote(store, at('1.1.0'));
    expect(await rollback(store, 'random')).toEqual({ current: '1.0.0', previous: '1.1.0' });
    expect(await rollback(store, 'random')).toEqual({ current: '1.1.0', previous: '1.0.0' });
  });

  it('says when there is nothing to go back to', async () => {
    await expect(rollback(store, 'random')).rejects.toThrow('no version of random is served from memory');
    await promote(store, at('1.0.0'));
    await expect(rollback(store, 'random')).rejects.toThrow('nothing to roll back to');
    await promote(store, at('1.1.0'));
    store.objects.delete('random/1.0.0/manifest.json');
    await expect(rollback(store, 'random')).rejects.toThrow('random 1.0.0 is no longer in memory');
    expect(await served(store)).toEqual({ current: '1.1.0', previous: '1.0.0' });
  });

  it('loses to somebody who moved the alias between reading and writing it', async () => {
    const raced = createMemoryStore(async (name, operation) => {
      if (name === 'put random/alias.json')
        raced.objects.set('random/alias.json', Buffer.from('{"current":"1.2.0","previous":"1.1.0"}'));
      return operation();
    });
    for (const [key, bytes] of store.objects) raced.objects.set(key, bytes);
    raced.objects.set('random/alias.json', Buffer.from('{"current":"1.1.0","previous":"1.0.0"}'));
    await expect(rollback(raced, 'random')).rejects.toThrow(
      'somebody else moved the alias of random meanwhile: 1.2.0 is served now, not 1.1.0',
    );
    expect(await served(raced)).toEqual({ current: '1.2.0', previous: '1.1.0' });
  });
});

it('an alias that is none is refused by its key', async () => {
  store.objects.set('random/alias.json', Buffer.from('{"current":"newest"}'));
  await expect(readAlias(store, 'random')).rejects.toThrow('random/alias.json in memory is not an alias');
});
