/** A published version is what its manifest says, and runs. */
import { beforeEach, expect, it } from 'vitest';
import { parseReference } from '../../../../model-build/artefact/reference.ts';
import { verifyVersion } from '../../../../model-build/publish/verify.ts';
import { sha256 } from '../../../../model-build/sha256.ts';
import type { Manifest } from '../../../../src/contract/manifest.ts';
import { createMemoryStore, type MemoryStore } from '../../../fixtures/memory-store.ts';
import { publishRandom } from '../../../fixtures/published-model.ts';

const REFERENCE = { name: 'random', version: '1.0.0' };

let store: MemoryStore;
beforeEach(async () => {
  store = createMemoryStore();
  await publishRandom(store, '1.0.0');
});

/** Changes the stored manifest. */
function bend(change: (manifest: Manifest) => void): void {
  const key = 'random/1.0.0/manifest.json';
  const manifest = JSON.parse(Buffer.from(store.objects.get(key)!).toString());
  change(manifest);
  store.objects.set(key, Buffer.from(JSON.stringify(manifest)));
}

it('a sound version is run by the runtime that serves it, twice alike', async () => {
  const verified = await verifyVersion(store, REFERENCE);
  expect(verified.runtime).toBe('kernels');
  expect(verified.text.length).toBeGreaterThan(0);
  expect(verified.bytes).toBe([...store.objects.values()].reduce((sum, { length }) => sum + length, 0));
  expect((await verifyVersion(store, REFERENCE)).text).toBe(verified.text);
});

it.each(['model.onnx', 'tokenizer.json', 'README.md'])('one changed byte of %s is found', async (file) => {
  const bytes = Uint8Array.from(store.objects.get(`random/1.0.0/${file}`)!);
  bytes[bytes.length >> 1] ^= 1;
  store.objects.set(`random/1.0.0/${file}`, bytes);
  await expect(verifyVersion(store, REFERENCE)).rejects.toThrow(
    `random/1.0.0/${file} has sha256 ${sha256(bytes)}, its manifest says`,
  );
});

it('a missing file, a file too many and a missing manifest are named', async () => {
  store.objects.set('random/1.0.0/notes.txt', new Uint8Array(1));
  await expect(verifyVersion(store, REFERENCE)).rejects.toThrow('does not list: random/1.0.0/notes.txt');
  store.objects.delete('random/1.0.0/notes.txt');
  store.objects.delete('random/1.0.0/README.md');
  await expect(verifyVersion(store, REFERENCE)).rejects.toThrow(
    'random/1.0.0/README.md, which the manifest lists, is not in memory',
  );
  store.objects.delete('random/1.0.0/manifest.json');
  await expect(verifyVersion(store, REFERENCE)).rejects.toThrow('only half published');
});

it('a manifest of something else is refused as the Worker refuses it', async () => {
  bend((manifest) => {
    manifest.version = '2.0.0';
  });
  await expect(verifyVersion(store, REFERENCE)).rejects.toThrow('describes random 2.0.0');
  bend((manifest) => {
    manifest.version = '1.0.0';
    manifest.graph.states[0].shape = [1, 31];
  });
  await expect(verifyVersion(store, REFERENCE)).rejects.toThrow('The graph of random 1.0.0 has inputs');
  bend((manifest) => {
    (manifest as { formatVersion: number }).formatVersion = 2;
  });
  await expect(verifyVersion(store, REFERENCE)).rejects.toThrow('has format 2, this server reads 1');
});

it('a manifest that claims less work than the graph does is refused: the budget of a request rests on it', async () => {
  bend(({ architecture }) => void architecture.multiplyAccumulates--);
  await expect(verifyVersion(store, REFERENCE)).rejects.toThrow('multiply-accumulates a step');
});

it('references are a name, or a name and a version', () => {
  expect(parseReference('english')).toEqual({ name: 'english', version: null });
  expect(parseReference('english@1.0.0')).toEqual({ name: 'english', version: '1.0.0' });
  for (const text of ['', '@1.0.0', 'english@', 'english@1', 'a@1.0.0@2', 'models/english', 'English'])
    expect(() => parseReference(text), text).toThrow(`got "${text}", wanted a model's name or name@version`);
});
