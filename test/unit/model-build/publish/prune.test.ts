/** Listing what is there, and deleting what nobody needs. */
import { beforeEach, describe, expect, it } from 'vitest';
import { promote } from '../../../../model-build/publish/alias.ts';
import { listModels } from '../../../../model-build/publish/catalogue.ts';
import { prunable, prune } from '../../../../model-build/publish/prune.ts';
import { createMemoryStore, type MemoryStore } from '../../../fixtures/memory-store.ts';
import { publishRandom } from '../../../fixtures/published-model.ts';

let store: MemoryStore;
beforeEach(async () => {
  store = createMemoryStore();
  await publishRandom(store, '1.10.0', '1.9.0', '1.8.0');
});

const states = async () =>
  (await listModels(store)).flatMap(({ name, versions }) =>
    versions.map(({ version, state }) => `${name}@${version} ${state}`),
  );

const promoteTwo = async () => {
  await promote(store, { name: 'random', version: '1.9.0' });
  await promote(store, { name: 'random', version: '1.10.0' });
};

describe('the list', () => {
  it('shows every version with its state, the oldest first', async () => {
    await promoteTwo();
    store.objects.set('random/2.0.0/model.onnx', new Uint8Array(5));
    expect(await states()).toEqual([
      'random@1.8.0 published',
      'random@1.9.0 previous',
      'random@1.10.0 current',
      'random@2.0.0 incomplete',
    ]);
    expect((await listModels(store))[0].versions[3].bytes).toBe(5);
  });

  it('can be of one model, whose name may begin another', async () => {
    store.objects.set('random-small/1.0.0/model.onnx', new Uint8Array(5));
    expect((await listModels(store, 'random')).map(({ name }) => name)).toEqual(['random']);
    expect(await listModels(store, 'rand')).toEqual([]);
  });
});

describe('pruning', () => {
  it('deletes all but the current and the previous version, and leaves other models alone', async () => {
    await promoteTwo();
    store.objects.set('random/2.0.0/model.onnx', new Uint8Array(5));
    store.objects.set('random-small/1.0.0/model.onnx', new Uint8Array(5));
    for (const entry of await prunable(store, 'random')) await prune(store, 'random', entry);
    expect(await states()).toEqual([
      'random@1.9.0 previous',
      'random@1.10.0 current',
      'random-small@1.0.0 incomplete',
    ]);
    expect(await prunable(store, 'random')).toEqual([]);
  });

  it('deletes nothing while no version is promoted', async () => {
    await expect(prunable(store, 'random')).rejects.toThrow('nothing says which ones to keep');
    await expect(prunable(store, 'absent')).rejects.toThrow('memory holds no absent');
  });

  it('cut off anywhere never leaves a manifest without its files', async () => {
    await promoteTwo();
    const [doomed] = await prunable(store, 'random');
    for (let cut = 0; cut < 6; cut++) {
      let left = cut;
      const failing = createMemoryStore(async (_, operation) => {
        if (left-- <= 0) throw new Error('cut off');
        return operation();
      });
      for (const [key, bytes] of store.objects) failing.objects.set(key, bytes);
      await expect(prune(failing, 'random', doomed)).rejects.toThrow('cut off');
      const remaining = [...failing.objects.keys()].filter((key) => key.startsWith('random/1.8.0/'));
      if (remaining.includes('random/1.8.0/manifest.json')) expect(remaining).toHaveLength(4);
    }
  });

  it('keeps a version that is promoted while its manifest is away, and puts the manifest back', async () => {
    await promoteTwo();
    const [doomed] = await prunable(store, 'random');
    const raced = createMemoryStore(async (name, operation) => {
      if (name === 'get random/alias.json')
        raced.objects.set('random/alias.json', Buffer.from('{"current":"1.8.0","previous":"1.10.0"}'));
      return operation();
    });
    for (const [key, bytes] of store.objects) raced.objects.set(key, bytes);
    await expect(prune(raced, 'random', doomed)).rejects.toThrow('random 1.8.0 was promoted meanwhile');
    for (const key of doomed.keys) expect(raced.objects.get(key), key).toEqual(store.objects.get(key));
  });

  it('that began before a promotion is told to who promotes', async () => {
    await promoteTwo();
    const raced = createMemoryStore(async (name, operation) => {
      if (name === 'put random/alias.json') raced.objects.delete('random/1.8.0/manifest.json');
      return operation();
    });
    for (const [key, bytes] of store.objects) raced.objects.set(key, bytes);
    await expect(promote(raced, { name: 'random', version: '1.8.0' })).rejects.toThrow(
      'random@1.8.0 was pruned while it was promoted',
    );
  });
});
