/**
 * The playground's service worker. It answers for the playground's own pages and files, and for nothing else: no completion
 * passes through it. Models are kept by `web/local` itself.
 */
import { firstKept, type Site, wayOf } from './core/kept.ts';

/** Set by the build: its name, and the files of it and of the model's runtime. */
declare const BUILD: string;
declare const FILES: readonly string[];

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
type Listen = <E extends Event>(type: string, listener: (event: E) => void) => void;

const listen = addEventListener as unknown as Listen;
const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
const PREFIX = 'afterword-playground-';
const NAME = PREFIX + BUILD;
const scope = new URL(registration.scope).pathname;
const site: Site = { root: scope.endsWith('/') ? scope : `${scope}/`, files: FILES };

listen<Extendable>('install', (event) =>
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(firstKept(site)))),
);

listen<Extendable>('activate', (event) => event.waitUntil(dropOthers()));

listen<Fetched>('fetch', (event) => {
  const { request } = event;
  const way = wayOf(site, request.method, new URL(request.url));
  if (way === undefined || new URL(request.url).origin !== location.origin) return;
  event.respondWith(way === 'kept' ? kept(request) : fresh(request));
});

/** Caches of builds before this one. */
async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)),
  );
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** The network's answer, which is kept where it is a good one; the kept one without a network. */
async function fresh(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    if (response.ok) {
      const copy = response.clone();
      await caches.open(NAME).then(
        (cache) => cache.put(request, copy),
        () => undefined,
      );
    }
    return response;
  } catch (error) {
    const known = await caches.match(request);
    if (known) return known;
    throw error;
  }
}
