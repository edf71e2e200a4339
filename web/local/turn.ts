/** Gives the event loop a turn, so that a key, a message or a frame is not kept waiting. */

interface Scheduler {
  yield?(): Promise<void>;
}

const scheduler = (globalThis as { scheduler?: Scheduler }).scheduler;
let channel: MessageChannel | undefined;
const waiting: (() => void)[] = [];

/** Resolves once the event loop has had a turn. Calls resolve in the order in which they were made. */
export function turn(): Promise<void> {
  if (scheduler?.yield) return scheduler.yield();
  // A timer of 0 ms waits 4 ms once it is nested; a message does not.
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
  }
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel!.port2.postMessage(null);
  });
}
