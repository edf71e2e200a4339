/** `GET /v1/models` and `GET /v1/models/:id`: what is served, and the figures of its card. */
import type { Catalog, Description } from '../catalog/catalog.ts';
import type { BrokenModel, Model, ModelCard, ModelList } from '../contract/models.ts';
import type { Settings } from '../env.ts';
import { AppError } from '../errors.ts';
import type { AppContext, Dependencies } from './context.ts';

/** How long caches may keep an answer, in seconds: no longer than a moved alias goes unseen, and a minute at most. */
function cacheControlOf({ apiKeys, aliasTtlMs }: Settings): string {
  const seconds = Math.min(Math.floor(aliasTtlMs / 1000), 60);
  return `${apiKeys.length === 0 ? 'public' : 'private'}, max-age=${seconds}`;
}

/** `GET /v1/models`. */
export function listModels({ catalog, settings }: Dependencies) {
  const cacheControl = cacheControlOf(settings);
  return async (c: AppContext): Promise<Response> => {
    const names = await catalog.names();
    const entries = await Promise.all(names.map((name) => listed(catalog, name, settings)));
    const data = entries.filter((entry) => entry !== null);
    c.header('cache-control', cacheControl);
    return c.json({ object: 'list', data } satisfies ModelList);
  };
}

/** `GET /v1/models/:id`. Throws as `Catalog.describe` does. */
export function showModel({ catalog, settings }: Dependencies) {
  const cacheControl = cacheControlOf(settings);
  return async (c: AppContext): Promise<Response> => {
    const described = await catalog.describe(c.req.param('id') ?? '');
    const { manifest } = described;
    const { architecture, vocabulary, quantization, task, generation, training, data, quality, files } =
      manifest;
    c.header('cache-control', cacheControl);
    return c.json({
      ...entry(described, settings),
      architecture,
      vocabulary,
      quantization,
      classification: task,
      generation,
      training,
      data,
      quality,
      files,
    } satisfies ModelCard);
  };
}

function entry({ manifest, alias, fallback, runtime }: Description, settings: Settings): Model {
  const { name, version, description, task } = manifest;
  return {
    id: name,
    object: 'model',
    created: 0,
    owned_by: 'afterword',
    description,
    task: task?.kind ?? 'completion',
    version,
    alias,
    fallback,
    runtime: runtime ?? settings.runtime,
  };
}

/** A model that cannot be described says why; a folder that is no model is left out. */
async function listed(
  catalog: Catalog,
  name: string,
  settings: Settings,
): Promise<Model | BrokenModel | null> {
  try {
    return entry(await catalog.describe(name), settings);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'model_not_found') return null;
    const { code, message } = error;
    return { id: name, object: 'model', created: 0, owned_by: 'afterword', error: { code, message } };
  }
}
