/** An evaluation that travels with the version it is of, as EVALUATION.md beside the card. */
import { join } from 'node:path';
import { writeWhole } from '../whole-file.ts';
import { manifestBytes, sha256 } from './manifest.ts';
import type { ModelDirectory } from './read-model.ts';

const EVALUATION_FILE = 'EVALUATION.md';

/** @throws Error when the version has an evaluation already. */
export function proveUnrecorded({ dir, manifest }: Pick<ModelDirectory, 'dir' | 'manifest'>): void {
  if (manifest.files[EVALUATION_FILE])
    throw new Error(
      `${dir} has its ${EVALUATION_FILE} already, and versions are immutable: wanted one without, or no --record`,
    );
}

/** Writes the file, then a manifest that lists it: until the second is in place, the version is what it was. */
export async function recordEvaluation(model: ModelDirectory, table: string): Promise<void> {
  proveUnrecorded(model);
  const { dir, manifest } = model;
  const bytes = new TextEncoder().encode(table);
  await writeWhole(join(dir, EVALUATION_FILE), (file) => file.writeFile(bytes));
  const files = { ...manifest.files, [EVALUATION_FILE]: { bytes: bytes.length, sha256: sha256(bytes) } };
  const written = manifestBytes({ ...manifest, files });
  await writeWhole(join(dir, 'manifest.json'), (file) => file.writeFile(written));
}
