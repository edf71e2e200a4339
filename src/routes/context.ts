/** What every route is given. */
import type { Context } from 'hono';
import type { RequestIdVariables } from 'hono/request-id';
import type { Catalog } from '../catalog/catalog.ts';
import type { Settings } from '../env.ts';
import type { Log } from '../log.ts';
import type { Meter } from '../runtime/metered.ts';

export interface Dependencies {
  settings: Settings;
  catalog: Catalog;
  meter: Meter;
  log: Log;
  /** Gives the event loop a turn. */
  pause(): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Any safe integer, for a request without a seed. */
  randomSeed(): number;
  /** Bytes of WebAssembly memory in use. */
  wasmMemoryBytes(): number;
}

export type AppEnv = { Variables: RequestIdVariables };
export type AppContext = Context<AppEnv>;
