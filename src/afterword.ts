/** The entry of the package `afterword-worker`: Afterword as a part of somebody's own Worker. */
import type { Hono } from 'hono';
import type { Metrics } from './access/metrics.ts';
import type { RateLimiter } from './access/rate-limit.ts';
import { assemble } from './assemble.ts';
import type { ModelBucket } from './catalog/bucket.ts';
import type { ScriptName } from './documents.ts';
import type { Log } from './log.ts';
import { parseOptions, type SettingOptions } from './options.ts';
import { kernelsRuntime } from './runtime/kernels/runtime.ts';

/** What a Worker of one's own says about Afterword. */
export interface AfterwordOptions extends SettingOptions {
  /** The R2 bucket that holds the models. */
  models: ModelBucket;
  /** A rate limiting binding. Without one nobody is limited. */
  rateLimiter?: RateLimiter;
  /** A binding to an Analytics Engine dataset. Without one nothing is counted. */
  metrics?: Metrics;
  /** What `afterword-worker/ghost-text` exports: then pages load `/ghost-text.js` from here. */
  ghostText?: Readonly<Record<ScriptName, string>>;
  /** Where events go, one a request. Default: a line of JSON each on the console. */
  log?: Log;
}

/**
 * A Hono application with every route of Afterword but its generated documents, run by our own kernels.
 *
 *     import { env } from 'cloudflare:workers';
 *     app.route('/ai', createAfterword({ models: env.MODELS }));
 *
 * Throws `AppError` with the code `misconfigured` when an option makes no sense.
 */
// biome-ignore lint/suspicious/noExplicitAny: an application of any environment can mount it.
export function createAfterword(options: AfterwordOptions): Hono<any> {
  const { models, rateLimiter, metrics, log, ghostText, ...settings } = options;
  const readScript = ghostText && (async (name: ScriptName) => ghostText[name]);
  const bindings = { models, rateLimiter, metrics, log, readScript };
  return assemble(parseOptions(settings), bindings, { kernels: kernelsRuntime });
}
