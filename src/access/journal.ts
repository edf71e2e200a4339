/** What is kept of a request: one line in the log and one point in the counters, without a word of its text. */
import type { Context, MiddlewareHandler } from 'hono';
import type { RequestIdVariables } from 'hono/request-id';
import { statusOf, toAppError } from '../envelope.ts';
import { describeError, type Log } from '../log.ts';
import type { TenantVariables } from './authenticate.ts';
import { count, type Metrics } from './metrics.ts';

/** What routes note of a request while they answer it. */
export interface Entry {
  /** Pattern of the route, wherever the application is mounted; missing where there is none. */
  route?: string;
  /** `<name>/<version>` of the model that answers. */
  model?: string;
  /** The model was loaded for this request. */
  cold?: boolean;
  promptTokens?: number;
  completionTokens?: number;
  /** Prompt tokens that cost no step. */
  cachedTokens?: number;
  /** How it ended, when it did not fail: finish reasons of completions. */
  outcome?: string;
  /** What was thrown after the answer had begun. */
  failure?: unknown;
  /** Settles when a streamed answer has ended. */
  ended?: Promise<void>;
}

/** What a request's context holds of its line in the log. */
export type JournalVariables = { entry: Entry };
type JournalEnv = { Variables: JournalVariables & RequestIdVariables & TenantVariables };

/** Writes when all is said: for a stream that is after the answer has begun. */
export function keepJournal(log: Log, metrics: Metrics | undefined): MiddlewareHandler<JournalEnv> {
  return async (c, next) => {
    const entry: Entry = {};
    c.set('entry', entry);
    const write = () => {
      const line = lineOf(c, entry);
      log('request', line);
      if (metrics) count(metrics, line, log);
    };
    const answered = next().then(() => {
      if (entry.ended) c.executionCtx.waitUntil(entry.ended.then(write));
      else write();
    });
    // A request whose caller has gone is written down too.
    c.executionCtx.waitUntil(answered.catch(() => undefined));
    await answered;
  };
}

/** For every request of a path, before anybody may refuse it: a refusal is a line of its route too. */
export function noteRoute(pattern: string): MiddlewareHandler<JournalEnv> {
  return async (c, next) => {
    c.get('entry').route = pattern;
    await next();
  };
}

/** The route's pattern, never its path, and an error's code, never the field that it names: both may quote the caller. */
function lineOf(c: Context<JournalEnv>, entry: Entry) {
  const { model, cold, promptTokens, completionTokens, cachedTokens } = entry;
  const failure: unknown = c.error ?? entry.failure;
  const error = failure === undefined ? undefined : toAppError(failure);
  const left = c.req.raw.signal.aborted;
  return {
    request: c.get('requestId'),
    route: `${c.req.method} ${entry.route ?? '/*'}`,
    status: c.res.status,
    tenant: c.get('tenant') ?? '',
    model,
    start: cold === undefined ? undefined : cold ? 'cold' : 'warm',
    promptTokens,
    completionTokens,
    cachedTokens,
    outcome: left ? 'left' : (error?.code ?? entry.outcome ?? 'ok'),
    error: error && !left && statusOf(error) >= 500 ? describeError(error) : undefined,
  };
}

/** The event that is logged for one request. */
export type Line = ReturnType<typeof lineOf>;
