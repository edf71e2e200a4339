/** The worker that runs models for a page, or as a SharedWorker for all pages of an origin: each model is opened once. */
import type { Engine } from './engine.ts';
import type { Answering } from './local.ts';
import { openHere } from './open-here.ts';
import type { OpenProgress } from './open-model.ts';
import { type Order, type Report, toFailure, WORKER } from './protocol.ts';

/** A page's end of the line, or the worker itself. */
interface Port {
  postMessage(report: Report, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<Order>) => unknown) | null;
}

interface Held {
  running: Promise<Answering>;
  /** The progress of each page that uses it. */
  pages: Set<OpenProgress>;
}

/** By what was asked to be opened. A failure is not remembered, nor a model that the last page has left. */
const models = new Map<string, Held>();

/** `leave` is for a page that has closed it; one that ends without a word keeps it. */
function openOnce(
  order: Order & { type: 'open' },
  page: OpenProgress,
): Pick<Held, 'running'> & { leave(): void } {
  const key = JSON.stringify(order.options);
  const held = models.get(key) ?? hold(key, order);
  const { running, pages } = held;
  pages.add(page);
  const leave = () => {
    if (!pages.delete(page) || pages.size > 0) return;
    if (models.get(key) === held) models.delete(key);
    running.then(
      ({ engine }) => engine.close(),
      () => {},
    );
  };
  return { running, leave };
}

function hold(key: string, order: Order & { type: 'open' }): Held {
  const pages = new Set<OpenProgress>();
  const running = openHere(order.options, order.kernels, (...progress) => {
    for (const page of pages) page(...progress);
  });
  const held = { running, pages };
  models.set(key, held);
  running.catch(() => {
    if (models.get(key) === held) models.delete(key);
  });
  return held;
}

/** Answers the orders of one page. */
function serve(port: Port): void {
  const asked = new Map<number, AbortController>();
  let running: Promise<Answering> | undefined;
  let leave = () => {};
  port.onmessage = ({ data: order }) => {
    if (order.type === 'open') {
      ({ running, leave } = openOnce(order, (loaded, total, from) =>
        port.postMessage({ type: 'progress', loaded, total, from }),
      ));
      running.then(
        ({ engine: _, ...opened }) => port.postMessage({ type: 'opened', opened }),
        (error) => port.postMessage({ type: 'failed', failure: toFailure(error) }),
      );
    } else if (order.type === 'ask' || order.type === 'trace') void answer(order);
    else if (order.type === 'abort') asked.get(order.id)?.abort();
    else {
      for (const controller of asked.values()) controller.abort();
      leave();
    }
  };

  async function answer(order: Order & { type: 'ask' | 'trace' }): Promise<void> {
    const { id } = order;
    const controller = new AbortController();
    asked.set(id, controller);
    try {
      // A page asks when it has been told that its model is open.
      const { engine } = await running!;
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

type Scope = Port & { name: string; onconnect: ((event: MessageEvent) => unknown) | null };
const scope = globalThis as unknown as Scope;
if (scope.name === WORKER) {
  if ('onconnect' in scope) scope.onconnect = ({ ports }) => serve(ports[0] as unknown as Port);
  else serve(scope);
}
