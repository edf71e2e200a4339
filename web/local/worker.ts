/** The worker that runs models for a page, or as a SharedWorker for all pages of an origin: each model is opened once. */
import { createEngine, type Engine, openedOf } from './engine.ts';
import { browserStore } from './files.ts';
import { compileKernels } from './kernels.ts';
import { type OpenProgress, openModel } from './open-model.ts';
import { type Opened, type Order, type Report, toFailure } from './protocol.ts';
import { turn } from './turn.ts';

/** A page's end of the line, or the worker itself. */
interface Port {
  postMessage(report: Report | 'here'): void;
  onmessage: ((event: MessageEvent<Order>) => unknown) | null;
}

interface Running {
  engine: Engine;
  opened: Opened;
}

/** By what was asked to be opened. A failure is not remembered. */
const models = new Map<string, { running: Promise<Running>; watchers: Set<OpenProgress> }>();

function openOnce(order: Order & { type: 'open' }, watch: OpenProgress): Promise<Running> {
  const key = JSON.stringify(order.options);
  const known = models.get(key);
  if (known) {
    known.watchers.add(watch);
    return known.running;
  }
  const watchers = new Set([watch]);
  const running = open(order, (...progress) => {
    for (const watcher of watchers) watcher(...progress);
  });
  models.set(key, { running, watchers });
  running.catch(() => models.delete(key));
  return running;
}

async function open(
  { options, kernelsUrl }: Order & { type: 'open' },
  progress: OpenProgress,
): Promise<Running> {
  const local = await openModel(
    options,
    {
      fetch: (url, init) => fetch(url, init),
      store: browserStore(globalThis.caches),
      kernels: () => compileKernels(kernelsUrl),
    },
    progress,
  );
  return { engine: createEngine(local, turn), opened: openedOf(local) };
}

/** Answers the orders of one page. */
function serve(port: Port): void {
  port.postMessage('here');
  const asked = new Map<number, AbortController>();
  let running: Promise<Running> | undefined;
  port.onmessage = ({ data: order }) => {
    if (order.type === 'open') {
      running = openOnce(order, (loaded, total, from) =>
        port.postMessage({ type: 'progress', loaded, total, from }),
      );
      running.then(
        ({ opened }) => port.postMessage({ type: 'opened', opened }),
        (error) => port.postMessage({ type: 'failed', failure: toFailure(error) }),
      );
    } else if (order.type === 'ask') void answer(order);
    else if (order.type === 'abort') asked.get(order.id)?.abort();
    else for (const controller of asked.values()) controller.abort();
  };

  async function answer({ id, request, stream, manner }: Order & { type: 'ask' }): Promise<void> {
    const controller = new AbortController();
    asked.set(id, controller);
    try {
      if (!running) throw new Error('no model has been opened');
      const { engine } = await running;
      const { signal } = controller;
      if (stream)
        for await (const completion of engine.stream(request, signal, manner))
          port.postMessage({ type: 'frame', id, completion });
      else
        port.postMessage({ type: 'frame', id, completion: await engine.complete(request, signal, manner) });
      port.postMessage({ type: 'end', id });
    } catch (error) {
      port.postMessage({ type: 'end', id, failure: toFailure(error) });
    } finally {
      asked.delete(id);
    }
  }
}

const scope = globalThis as unknown as Port & { onconnect: ((event: MessageEvent) => unknown) | null };
if ('onconnect' in scope) scope.onconnect = ({ ports }) => serve(ports[0] as unknown as Port);
else serve(scope);
