/**
 * The entry `afterword/local`: a server's model in this page, as an engine that is asked as the HTTP API is, as a source of
 * suggestions for `attach`, as a `fetch` for clients of the HTTP API.
 */
export type { Engine, Manner } from './local/engine.ts';
export { type Local, LocalError, type LocalOptions, openLocal, type Place } from './local/local.ts';
export { localFetch } from './local/local-fetch.ts';
export type { Raised, Trace } from './local/trace.ts';
export { type LocalSourceOptions, localSource } from './source/local.ts';
