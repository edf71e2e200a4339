/** Versions of the model of random weights with figures that pass the quality gate, ready to be published. */
import { publish, type VersionFiles } from '../../model-build/publish/publish.ts';
import type { ModelStore } from '../../model-build/publish/store.ts';
import { ManifestSchema } from '../../src/contract/manifest.ts';
import { RANDOM_SPEC, randomModelFiles } from './random-model.ts';

const built = new Map<string, VersionFiles>();

const QUALITY = { split: 'test', runtime: 'kernels', fp32: { wiki: 8 }, int8: { wiki: 8.01 } };

/** The same for the same arguments; other seeds are other bytes in every file but the tokenizer. */
export function randomVersion(version = '1.0.0', seed = 1, quality = QUALITY): VersionFiles {
  const key = JSON.stringify([version, seed, quality]);
  const known = built.get(key);
  if (known) return known;
  const files = randomModelFiles(seed, RANDOM_SPEC, { version, quality });
  const manifest = ManifestSchema.parse(JSON.parse(new TextDecoder().decode(files.get('manifest.json'))));
  built.set(key, { manifest, files });
  return { manifest, files };
}

export async function publishRandom(store: ModelStore, ...versions: string[]): Promise<void> {
  for (const version of versions) await publish(store, randomVersion(version), () => {});
}
