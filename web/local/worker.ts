/** The worker that runs models for a page, or as a SharedWorker for all pages of an origin: each model is opened once. */
import { createEngine, type Engine, openedOf } from './engine.ts';
import { browserStore } from './files.ts';
import { compileKernels } from './kernels.ts';
import { type OpenProgress, openModel } from './open-model.ts';
import { type Opened, type Order, type Report, toFailure } from './protocol.ts';
import { turn } from './turn.ts';

/** A page's end of the line, or the worker itself. */
interface Port {
  postMessage(report: Report | 'here', transfer?: Transferable[]): void;
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
    } else if (order.type === 'ask' || order.type === 'trace') void answer(order);
    else if (order.type === 'abort') asked.get(order.id)?.abort();
    else for (const controller of asked.values()) controller.abort();
  };

  async function answer(order: Order & { type: 'ask' | 'trace' }): Promise<void> {
    const { id } = order;
    const controller = new AbortController();
    asked.set(id, controller);
    try {
      if (!running) throw new Error('no model has been opened');
      const { engine } = await running;
      await tell(port, order, engine, controller.signal);
      port.postMessage({ type: 'end', id });
    } catch (error) {
      port.postMessage({ type: 'end', id, failure: toFailure(error) });
    } finally {
      asked.delete(id);
    }
  }
}

/** Everything that a question is answered with, but its end. */
async function tell(
  port: Port,
  order: Order & { type: 'ask' | 'trace' },
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  const { id } = order;
  if (order.type === 'trace') {
    const trace = await engine.trace(order.text, signal, order.forget);
    port.postMessage({ type: 'trace', id, trace }, [trace.values.buffer]);
  } else if (order.stream) {
    for await (const completion of engine.stream(order.request, signal, order.manner))
      port.postMessage({ type: 'frame', id, completion });
  } else {
    let read: number | undefined;
    const completion = await engine.complete(order.request, signal, order.manner, (tokens) => {
      read = tokens;
    });
    port.postMessage({ type: 'frame', id, completion, read });
  }
}

const scope = globalThis as unknown as Port & { onconnect: ((event: MessageEvent) => unknown) | null };
if ('onconnect' in scope) scope.onconnect = ({ ports }) => serve(ports[0] as unknown as Port);
else serve(scope);
