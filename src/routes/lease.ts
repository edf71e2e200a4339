/** A model for the time of a request. */
import type { LoadedModel } from '../catalog/catalog.ts';
import type { Lease } from '../catalog/residents.ts';
import type { Settings } from '../env.ts';
import { AppError } from '../errors.ts';
import type { AppContext, Dependencies } from './context.ts';

/**
 * Leases the model that a request names, or the default one, and notes which it is. Throws as the catalog does, and
 * `misconfigured` when it is the default one that is not there: whoever named none is not to blame.
 */
export async function leaseModel(
  c: AppContext,
  { catalog, settings }: Dependencies,
  named: string | null | undefined,
): Promise<Lease<LoadedModel>> {
  const loaded = catalog.resident();
  const lease = await catalog
    .acquire(named ?? settings.defaultModel, (work) => c.executionCtx.waitUntil(work))
    .catch((error) => {
      const isMissing = error instanceof AppError && error.code === 'model_not_found';
      throw isMissing && named == null ? defaultMissing(settings, error) : error;
    });
  const { name, version } = lease.value.manifest;
  const entry = c.get('entry');
  entry.model = `${name}/${version}`;
  entry.cold = !loaded.includes(entry.model);
  return lease;
}

/** The settings name a model that is not in the store, or the store is another one than was meant. */
export function defaultMissing({ defaultModel }: Settings, cause?: unknown): AppError {
  const message = `Setting DEFAULT_MODEL: there is no model "${defaultModel}" in the bucket that is bound as MODELS.`;
  return new AppError('misconfigured', message, { cause });
}
