import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Residents } from '../../../../src/catalog/residents.ts';

interface Thing {
  name: string;
  disposed: number;
  dispose(): void;
}

/** Residents of named things, and everything that was ever made. */
function setUp(limitBytes: number) {
  const made: Thing[] = [];
  const residents = new Residents<Thing>(
    () => limitBytes,
    () => new Promise(setImmediate),
  );
  const acquire = (name: string, bytes = 1) =>
    residents.acquire(name, async (room) => {
      await room(bytes);
      const thing: Thing = {
        name,
        disposed: 0,
        dispose() {
          this.disposed++;
        },
      };
      made.push(thing);
      return thing;
    });
  return { made, residents, acquire };
}

it('loads once for requests that come together', async () => {
  const { made, acquire } = setUp(10);
  const leases = await Promise.all([acquire('a'), acquire('a'), acquire('a')]);
  expect(made).toHaveLength(1);
  expect(new Set(leases.map(({ value }) => value)).size).toBe(1);
});

it('starts anew when the load of another request never ends, and keeps only one of the two', async () => {
  const { made, residents, acquire } = setUp(10);
  let ending = () => {};
  const dead = residents.acquire('a', async (room) => {
    await room(10);
    await new Promise<void>((resolve) => {
      ending = resolve;
    });
    const thing: Thing = { name: 'late', disposed: 0, dispose: () => void thing.disposed++ };
    made.push(thing);
    return thing;
  });
  // A request that ends by the clock never settles; those after it must not wait for it.
  const [second, third] = await Promise.all([acquire('a', 10), acquire('a', 10)]);
  expect(second.value).toBe(third.value);
  expect(made).toHaveLength(1);
  ending();
  const late = await dead;
  expect(residents.peek('a')).toBe(second.value);
  late.release();
  expect(made.map(({ name, disposed }) => [name, disposed])).toEqual([
    ['a', 0],
    ['late', 1],
  ]);
});

it('forgets a failed load, and all who waited hear of it', async () => {
  const { residents, acquire } = setUp(10);
  const fail = () => residents.acquire('a', () => Promise.reject(new Error('no')));
  const failures = await Promise.allSettled([fail(), fail()]);
  expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await acquire('a')).value.name).toBe('a');
});

it('sends the longest unused away when bytes run out', async () => {
  const { made, residents, acquire } = setUp(10);
  for (const name of ['a', 'b', 'a']) (await acquire(name, 4)).release();
  (await acquire('c', 4)).release();
  expect(residents.keys()).toEqual(['a', 'c']);
  expect(made.map(({ name, disposed }) => [name, disposed])).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 0],
  ]);
});

it('keeps what it has when the newcomer fails before it takes room', async () => {
  const { made, residents, acquire } = setUp(1);
  (await acquire('a')).release();
  await expect(residents.acquire('b', () => Promise.reject(new Error('corrupt')))).rejects.toThrow('corrupt');
  expect(residents.keys()).toEqual(['a']);
  expect(made[0].disposed).toBe(0);
});

it('lets a busy resident finish before it goes', async () => {
  const { made, acquire } = setUp(1);
  const first = await acquire('a');
  const second = acquire('b');
  await new Promise(setImmediate);
  expect(made.map(({ disposed }) => disposed)).toEqual([0]);
  first.release();
  expect((await second).value.name).toBe('b');
  expect(made[0].disposed).toBe(1);
});

it('counts a lease that is released twice once', async () => {
  const { made, acquire } = setUp(1);
  const first = await acquire('a');
  const other = await acquire('a');
  first.release();
  first.release();
  const second = acquire('b');
  await new Promise(setImmediate);
  expect(made[0].disposed).toBe(0);
  other.release();
  (await second).release();
});

it('sends everybody away when the limit has shrunk', async () => {
  let limit = 10;
  const residents = new Residents<Thing>(
    () => limit,
    () => new Promise(setImmediate),
  );
  const acquire = async (name: string) => {
    const thing = { name, disposed: 0, dispose: () => {} };
    (await residents.acquire(name, (room) => room(4).then(() => thing))).release();
  };
  await acquire('a');
  await acquire('b');
  limit = 5;
  await acquire('c');
  expect(residents.keys()).toEqual(['c']);
});

it('refuses what can never fit', async () => {
  const { acquire } = setUp(10);
  await expect(acquire('a', 11)).rejects.toMatchObject({ code: 'model_too_large' });
});

it('gives up when a busy resident never goes', async () => {
  const { acquire } = setUp(1);
  await acquire('a');
  await expect(acquire('b')).rejects.toMatchObject({ code: 'model_busy' });
});

it('never holds more than it may, and never disposes what is in use, whatever is asked', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), turns: fc.nat(4) }), { maxLength: 20 }),
      async (uses) => {
        const sizes: Record<string, number> = { a: 1, b: 4, c: 6, d: 9 };
        const { made, acquire } = setUp(10);
        const held = () => made.filter(({ disposed }) => disposed === 0);
        const use = async ({ name, turns }: { name: string; turns: number }) => {
          const lease = await acquire(name, sizes[name]);
          for (let turn = 0; turn <= turns; turn++) {
            expect(lease.value.disposed).toBe(0);
            expect(held().reduce((sum, thing) => sum + sizes[thing.name], 0)).toBeLessThanOrEqual(10);
            await new Promise(setImmediate);
          }
          lease.release();
        };
        await Promise.all(uses.map(use));
        expect(made.every(({ disposed }) => disposed <= 1)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

it('lets one that wants to be alone be so, and leave for the next', async () => {
  const { made, residents, acquire } = setUp(10);
  (await acquire('a')).release();
  const alone = await residents.acquire('b', async (room) => {
    await room(2, true);
    const thing = { name: 'b', disposed: 0, dispose: () => void thing.disposed++ };
    made.push(thing);
    return thing;
  });
  expect(residents.keys()).toEqual(['b']);
  alone.release();
  (await acquire('a')).release();
  expect(residents.keys()).toEqual(['a']);
});
