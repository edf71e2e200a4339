/** A model for the time of a request. */
import type { LoadedModel } from '../catalog/catalog.ts';
import type { Lease } from '../catalog/residents.ts';
import type { AppContext, Dependencies } from './context.ts';

/** Leases the model that a request names, or the default one, and notes which it is. Throws as the catalog does. */
export async function leaseModel(
  c: AppContext,
  { catalog, settings }: Dependencies,
  named: string | null | undefined,
): Promise<Lease<LoadedModel>> {
  const loaded = catalog.resident();
  const lease = await catalog.acquire(named ?? settings.defaultModel, (work) =>
    c.executionCtx.waitUntil(work),
  );
  const { name, version } = lease.value.manifest;
  const entry = c.get('entry');
  entry.model = `${name}/${version}`;
  entry.cold = !loaded.includes(entry.model);
  return lease;
}
