/** What every route is given. */
import type { Context } from 'hono';
import type { RequestIdVariables } from 'hono/request-id';
import type { TenantVariables } from '../access/authenticate.ts';
import type { JournalVariables } from '../access/journal.ts';
import type { Metrics } from '../access/metrics.ts';
import type { RateLimiter } from '../access/rate-limit.ts';
import type { FileStore } from '../catalog/bucket.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { DocumentName, ScriptName } from '../documents.ts';
import type { Settings } from '../env.ts';
import type { PrefixCache } from '../generation/reading/prefix-cache.ts';
import type { StepMemory } from '../generation/reading/step-memory.ts';
import type { Log } from '../log.ts';
import type { ResumeTokens } from '../resume/sealed-token.ts';
import type { Meter } from '../runtime/metered.ts';

/** All that a route may need. */
export interface Dependencies {
  settings: Settings;
  catalog: Catalog;
  /** The files of models. Without it they are not handed out. */
  files?: FileStore;
  meter: Meter;
  prefixes: PrefixCache;
  steps: StepMemory;
  resumeTokens: ResumeTokens;
  log: Log;
  /** Without one nobody is limited. */
  rateLimiter?: RateLimiter;
  /** Without them nothing is counted. */
  metrics?: Metrics;
  /** Gives the event loop a turn. */
  pause(): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Any safe integer, for a request without a seed. */
  randomSeed(): number;
  /** A generated document, as text. Without them the server describes itself on `/` only. */
  readDocument?(name: DocumentName): Promise<string>;
  /** The script for pages, and what is known of it, as text. Without them pages load it from elsewhere. */
  readScript?(name: ScriptName): Promise<string>;
  /** A built file as it is, null when there is none. Without it pages load the model's runtime from elsewhere. */
  openAsset?(path: string): Promise<Response | null>;
  /** Bytes of WebAssembly memory in use. */
  wasmMemoryBytes(): number;
}

/** What a request's context holds. */
export type AppEnv = { Variables: RequestIdVariables & JournalVariables & TenantVariables };
/** A request on its way through the application. */
export type AppContext = Context<AppEnv>;
