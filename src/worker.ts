/** The Worker by itself: its settings are variables, its parts are put together at the first request. */
import { type Available, assemble } from './assemble.ts';
import { type DocumentName, openAsset, readDocument, type ScriptName } from './documents.ts';
import { type Env, parseSettings } from './env.ts';
import { statusOf, toAppError, toEnvelope } from './envelope.ts';
import { AppError } from './errors.ts';

function assembleFrom(env: Env, available: Available) {
  if (env.MODELS === undefined) {
    throw new AppError(
      'misconfigured',
      'There is no R2 bucket bound as MODELS: see [[r2_buckets]] of wrangler.toml.',
    );
  }
  const read = (name: DocumentName | ScriptName) => readDocument(env.ASSETS, name);
  const bindings = {
    models: env.MODELS,
    rateLimiter: env.RATE_LIMIT,
    metrics: env.METRICS,
    readDocument: read,
    readScript: read,
    openAsset: (path: string) => openAsset(env.ASSETS, path),
  };
  return assemble(parseSettings(env), bindings, available);
}

/** A Worker with these runtimes. */
export function createWorker(available: Available): ExportedHandler<Env> {
  let app: ReturnType<typeof assemble> | undefined;
  return {
    fetch(request, env, context) {
      try {
        app ??= assembleFrom(env, available);
      } catch (thrown) {
        const error = toAppError(thrown);
        return Response.json(toEnvelope(error, crypto.randomUUID()), { status: statusOf(error) });
      }
      return app.fetch(request, env, context);
    },
  };
}
