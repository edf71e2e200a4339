/** A model for the time of a request. */
import type { AnyModel, LoadedClassifier, LoadedModel } from '../catalog/catalog.ts';
import type { Lease } from '../catalog/residents.ts';
import type { Settings } from '../env.ts';
import { AppError } from '../errors.ts';
import type { AppContext, Dependencies } from './context.ts';
import { invalid } from './invalid.ts';

/**
 * Leases the model that a request names, or the default one, and notes which it is. Throws as the catalog does, and
 * `misconfigured` when it is the default one that is not there: whoever named none is not to blame; `invalid_value` when
 * the model completes no text.
 */
export async function leaseModel(
  c: AppContext,
  dependencies: Dependencies,
  named: string | null | undefined,
): Promise<Lease<LoadedModel>> {
  const lease = await leaseAny(c, dependencies, named);
  refuseTask(lease, lease.value.manifest.task === undefined, 'completion');
  return lease as Lease<LoadedModel>;
}

/** The same for a model that says what a text is, named by a field. Throws `invalid_value` when it does not. */
export async function leaseClassifier(
  c: AppContext,
  dependencies: Dependencies,
  named: string | null | undefined,
  field = 'model',
): Promise<Lease<LoadedClassifier>> {
  const lease = await leaseAny(c, dependencies, named, field);
  refuseTask(lease, lease.value.manifest.task !== undefined, 'classes, labels or targets', field);
  return lease as Lease<LoadedClassifier>;
}

/** A manifest that was checked has what its task needs, and a tokenizer of its kind. */
function refuseTask(lease: Lease<AnyModel>, fits: boolean, wanted: string, field = 'model'): void {
  if (fits) return;
  lease.release();
  const { name, task } = lease.value.manifest;
  throw invalid(field, `${name} has the task ${task?.kind ?? 'completion'}, wanted ${wanted}`);
}

async function leaseAny(
  c: AppContext,
  { catalog, settings }: Dependencies,
  named: string | null | undefined,
  field = 'model',
): Promise<Lease<AnyModel>> {
  const loaded = catalog.resident();
  const lease = await catalog
    .acquire(named ?? settings.defaultModel, (work) => c.executionCtx.waitUntil(work))
    .catch((error) => {
      if (!(error instanceof AppError && error.code === 'model_not_found')) throw error;
      throw named == null
        ? defaultMissing(settings, error)
        : new AppError(error.code, `${field}: ${error.message}`, { param: field, cause: error });
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
