/** What travels with a version beside its card: what was measured of it, and how it was trained. */
import { join } from 'node:path';
import { sha256 } from '../sha256.ts';
import { writeWhole } from '../whole-file.ts';
import { manifestBytes } from './manifest.ts';
import type { ModelDirectory } from './read-model.ts';

/** Files that may be added to a version after it was built. */
export type RecordName = 'EVALUATION.md' | 'REPORT.html';

/** @throws Error when the version has a file of that name already. */
export function proveUnrecorded(
  { dir, manifest }: Pick<ModelDirectory, 'dir' | 'manifest'>,
  name: RecordName,
): void {
  if (manifest.files[name])
    throw new Error(
      `${dir} has its ${name} already, and versions are immutable: wanted one without, or no --record`,
    );
}

/** Writes the file, then a manifest that lists it: until the second is in place, the version is what it was. */
export async function record(model: ModelDirectory, name: RecordName, text: string): Promise<void> {
  proveUnrecorded(model, name);
  const { dir, manifest } = model;
  const bytes = new TextEncoder().encode(text);
  await writeWhole(join(dir, name), (file) => file.writeFile(bytes));
  const files = { ...manifest.files, [name]: { bytes: bytes.length, sha256: sha256(bytes) } };
  const written = manifestBytes({ ...manifest, files });
  await writeWhole(join(dir, 'manifest.json'), (file) => file.writeFile(written));
}
