/**
 * `afterword/local`: the server's model in this page. It runs in a SharedWorker, so that all tabs share one; else in a
 * worker of this page; else in the page itself, a few milliseconds at a time.
 */

import type { Engine } from './engine.ts';
import { LocalError } from './local-error.ts';
import type { OpenOptions, OpenProgress } from './open-model.ts';
import { fromFailure, type Opened, type Order, type Report, WORKER } from './protocol.ts';
import { remoteEngine } from './remote-engine.ts';

export type { Engine } from './engine.ts';
export { LocalError } from './local-error.ts';
export type { Raised, Trace } from './trace.ts';

/** Where the model runs: in a worker that all tabs share, in a worker of this page, or in the page itself. */
export type Place = 'shared-worker' | 'worker' | 'page';

/** Which model is opened, from which server, and where it may run. */
export interface LocalOptions extends OpenOptions {
  /** kernels.wasm, then kernels-plain.wasm for browsers without relaxed SIMD. Default: beside this script. */
  kernelsUrls?: readonly string[];
  /** The worker's script, of this page's origin: browsers refuse those of others. Default: beside this script. */
  workerUrl?: string;
  /** Places to try, in this order. */
  places?: readonly Place[];
  progress?: OpenProgress;
}

/** A model that answers. */
export interface Answering extends Opened {
  engine: Engine;
}

/** A model that answers in this page. */
export interface Local extends Answering {
  place: Place;
  /** Why it runs in none of the places before, in words. */
  refused: readonly string[];
}

const PLACES: readonly Place[] = ['shared-worker', 'worker', 'page'];

/**
 * Opens the model in the first place that can start. Rejects with LocalError, whose `code` says what is wrong:
 * `unreachable`, `corrupt`, `incompatible`, `forbidden` (the page's policy, or a key).
 */
export async function openLocal(options: LocalOptions): Promise<Local> {
  const { places = PLACES } = options;
  const refused: string[] = [];
  for (const place of places) {
    if (place === 'page') {
      // Apart, for who has a worker need not load it.
      const { openHere } = await import('./in-page.ts');
      const opened = await openHere(options, options.kernelsUrls ?? kernelFiles(), options.progress);
      return { ...opened, place, refused };
    }
    const opened = await openInWorker(place, options);
    if (typeof opened !== 'string') return { ...opened, place, refused };
    refused.push(`${place}: ${opened}`);
  }
  throw new LocalError('forbidden', `no model can run here: ${refused.join('; ')}`);
}

/** Files beside this script. Each stands whole in its line: that is how bundlers find out that they must bring it along. */
const workerFile = (): string => new URL('./worker.js', import.meta.url).href;
const kernelFiles = (): string[] => [
  new URL('./kernels.wasm', import.meta.url).href,
  new URL('./kernels-plain.wasm', import.meta.url).href,
];

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

/** Browsers tell pages no more. */
const NOT_STARTED =
  "it did not start: the Content-Security-Policy wants the script's origin in worker-src, and it must exist";

/** A model in a worker; or, in words, why this browser or this page's policy does not let it start. */
async function openInWorker(
  place: Exclude<Place, 'page'>,
  {
    server,
    model,
    apiKey,
    progress,
    workerUrl = workerFile(),
    kernelsUrls: kernels = kernelFiles(),
  }: LocalOptions,
): Promise<Answering | string> {
  const { origin } = new URL(workerUrl, location.href);
  if (origin !== location.origin) return `browsers start no worker of another origin, which ${origin} is`;
  if (place === 'shared-worker' && !('SharedWorker' in globalThis)) return 'this browser has none';
  let worker: Worker | SharedWorker;
  try {
    const script = trusted(workerUrl);
    worker =
      place === 'worker'
        ? new Worker(script, { type: 'module', name: WORKER })
        : new SharedWorker(script, { type: 'module', name: WORKER });
  } catch (error) {
    return (error as Error).message;
  }
  const port = worker instanceof Worker ? worker : worker.port;
  const engine = remoteEngine({
    post: (order) => port.postMessage(order),
    end: () => (worker instanceof Worker ? worker.terminate() : worker.port.close()),
  });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => resolve((event as Partial<ErrorEvent>).message || NOT_STARTED);
    port.onmessage = ({ data: report }: MessageEvent<Report>) => {
      if (report.type === 'progress') progress?.(report.loaded, report.total, report.from);
      else if (report.type === 'opened') resolve({ engine, ...report.opened });
      else if (report.type === 'failed') {
        engine.close();
        reject(fromFailure(report.failure));
      } else engine.receive(report);
    };
    // It waits for the worker to listen.
    port.postMessage({ type: 'open', options: { server, model, apiKey }, kernels } satisfies Order);
  });
}
