/**
 * `afterword/local`: the server's model in this page. It runs in a SharedWorker, so that all tabs share one; else in a
 * worker of this page; else in the page itself, a few milliseconds at a time.
 */

import type { Engine } from './engine.ts';
import { LocalError } from './local-error.ts';
import type { OpenOptions, OpenProgress } from './open-model.ts';
import { fromFailure, type Opened, type Order, type Report } from './protocol.ts';
import { type Line, remoteEngine } from './remote-engine.ts';

export type { Engine } from './engine.ts';
export { LocalError } from './local-error.ts';
export type { Raised, Trace } from './trace.ts';

/** Where the model runs: in a worker that all tabs share, in a worker of this page, or in the page itself. */
export type Place = 'shared-worker' | 'worker' | 'page';

/** Which model is opened, from which server, and where it may run. */
export interface LocalOptions extends OpenOptions {
  /** kernels.wasm. Default: beside this script. */
  kernelsUrl?: string;
  /** The worker's script, of this page's origin: browsers refuse those of others. Default: beside this script. */
  workerUrl?: string;
  /** Places to try, in this order. */
  places?: readonly Place[];
  progress?: OpenProgress;
}

/** A model that answers in this page. */
export interface Local extends Opened {
  engine: Engine;
  place: Place;
}

const PLACES: readonly Place[] = ['shared-worker', 'worker', 'page'];

/**
 * Opens the model in the first place that can start. Rejects with LocalError, whose `code` says what is wrong:
 * `unreachable`, `corrupt`, `incompatible`, `forbidden` (the page's policy, or a key).
 */
export async function openLocal(options: LocalOptions): Promise<Local> {
  const { places = PLACES } = options;
  for (const place of places) {
    if (place === 'page') {
      // Apart, for who has a worker need not load it.
      const { openInPage } = await import('./in-page.ts');
      return openInPage(options, kernelsOf(options));
    }
    const started = await start(place, options.workerUrl ?? beside('worker.js'));
    if (started) return openInWorker(started, place, options);
  }
  throw new LocalError('forbidden', `no model can run here: tried ${places.join(', ')}`);
}

const beside = (file: string): string => new URL(file, import.meta.url).href;
const kernelsOf = ({ kernelsUrl }: LocalOptions): string => kernelsUrl ?? beside('kernels.wasm');

type Started = Line & { listen(hear: (report: Report) => void): void };

/** A worker that has been started; undefined where this browser or this page's policy does not let it. */
async function start(place: Exclude<Place, 'page'>, url: string): Promise<Started | undefined> {
  if (new URL(url, location.href).origin !== location.origin) return undefined;
  try {
    const script = trusted(url);
    if (place === 'worker') return await startedLine(new Worker(script, { type: 'module' }));
    if (!('SharedWorker' in globalThis)) return undefined;
    return await startedLine(new SharedWorker(script, { type: 'module', name: 'afterword' }));
  } catch {
    return undefined;
  }
}

type ScriptPolicy = { createScriptURL(url: string): string };

/** Made once: a page that names it in `trusted-types` allows it once. */
let policy: ScriptPolicy | undefined;

/** A worker's URL is a sink of scripts: pages with trusted types want it through a policy. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: object): ScriptPolicy };
  };
  policy ??= trustedTypes?.createPolicy('afterword', { createScriptURL: (known: string) => known });
  return policy?.createScriptURL(url) ?? url;
}

/** Resolves once the worker answers; rejects where its script cannot be had. */
function startedLine(worker: Worker | SharedWorker): Promise<Started> {
  const port = worker instanceof Worker ? worker : worker.port;
  let hear: (report: Report) => void = () => {};
  return new Promise((resolve, reject) => {
    worker.onerror = (event) =>
      reject(new Error(event instanceof ErrorEvent ? event.message : 'the worker did not start'));
    const line: Started = {
      post: (order: Order) => port.postMessage(order),
      end: () => (worker instanceof Worker ? worker.terminate() : worker.port.close()),
      listen: (listener) => {
        hear = listener;
      },
    };
    port.onmessage = ({ data }: MessageEvent<Report | 'here'>) =>
      data === 'here' ? resolve(line) : hear(data);
  });
}

function openInWorker(started: Started, place: Place, options: LocalOptions): Promise<Local> {
  const { server, model, apiKey, progress } = options;
  const engine = remoteEngine(started);
  return new Promise((resolve, reject) => {
    started.listen((report) => {
      if (report.type === 'progress') progress?.(report.loaded, report.total, report.from);
      else if (report.type === 'opened') resolve({ engine, place, ...report.opened });
      else if (report.type === 'failed') {
        engine.close();
        reject(fromFailure(report.failure));
      } else engine.receive(report);
    });
    started.post({ type: 'open', options: { server, model, apiKey }, kernelsUrl: kernelsOf(options) });
  });
}
