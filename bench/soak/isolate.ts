/** What the Worker's isolate holds in JavaScript, with its garbage or without, asked of V8 through workerd's inspector. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Bytes of an isolate. WebAssembly memories are not among them. */
export interface Held {
  /** Objects, strings, code: V8's heap in use. */
  heapBytes: number;
  /** Array buffers: states of prefixes, weights that were not copied yet. */
  bufferBytes: number;
  /** workerd's own objects behind JavaScript's: requests, streams, headers. */
  platformBytes: number;
}

/** `Runtime.getHeapUsage` of V8's inspector protocol. */
interface HeapUsage {
  usedSize: number;
  embedderHeapUsedSize: number;
  backingStorageSize: number;
}

/** The service that `scripts/service` calls the Worker. */
const WORKER = /\bafterword$/;
const LOOK_MS = 20;

/**
 * Collects all garbage of the Worker's isolate and tells what is left. `turn` makes the isolate do something: V8 collects
 * in a task, and workerd runs tasks only while it is at work. Throws when the inspector knows no such isolate.
 */
export async function collect(inspectorPort: number, turn: () => Promise<unknown>): Promise<Held> {
  const debug = await connect(inspectorPort);
  try {
    // What the first collection finalizes, the second frees.
    for (let times = 0; times < 2; times++) {
      let collected = false;
      const answer = debug.call('HeapProfiler.collectGarbage').then(() => {
        collected = true;
      });
      while (!collected) {
        await turn();
        await Promise.race([answer, sleep(LOOK_MS)]);
      }
    }
    return await debug.held();
  } finally {
    debug.close();
  }
}

/** What the isolate holds as it is, with its garbage. Throws when the inspector knows no such isolate. */
export async function heldNow(inspectorPort: number): Promise<Held> {
  const debug = await connect(inspectorPort);
  try {
    return await debug.held();
  } finally {
    debug.close();
  }
}

async function connect(port: number) {
  const response = await fetch(`http://127.0.0.1:${port}/json`);
  const isolates = (await response.json()) as { title: string; webSocketDebuggerUrl: string }[];
  const found = isolates.find(({ title }) => WORKER.test(title));
  if (!found) throw new Error(`the inspector on port ${port} knows ${isolates.map(({ title }) => title)}`);
  const { pathname } = new URL(found.webSocketDebuggerUrl);
  const socket = new WebSocket(`ws://127.0.0.1:${port}${pathname}`);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`the inspector on port ${port} takes no connection`));
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  socket.onmessage = ({ data }) => {
    const { id, result, error } = JSON.parse(String(data));
    if (error) waiting.get(id)?.reject(new Error(error.message));
    else waiting.get(id)?.resolve(result);
    waiting.delete(id);
  };
  socket.onclose = () => {
    for (const { reject } of waiting.values()) reject(new Error('the inspector has closed the connection'));
  };
  let asked = 0;
  const call = (method: string): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>();
    waiting.set(++asked, answer);
    socket.send(JSON.stringify({ id: asked, method }));
    return answer.promise;
  };
  return {
    call,
    async held(): Promise<Held> {
      const usage = (await call('Runtime.getHeapUsage')) as HeapUsage;
      return {
        heapBytes: usage.usedSize,
        bufferBytes: usage.backingStorageSize,
        platformBytes: usage.embedderHeapUsedSize,
      };
    },
    close: () => socket.close(),
  };
}
