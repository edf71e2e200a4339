/** Time that a test moves. */
import type { Clock } from '../../../../web/client/index.ts';

export interface FakeClock extends Clock {
  /** Moves on, and lets everything happen that was waiting for it. */
  pass(ms: number): Promise<void>;
}

/** Lets whatever can go on do so. */
export const settle = async () => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
};

export function fakeClock(): FakeClock {
  let now = 0;
  let waiting: { due: number; end: () => void }[] = [];
  return {
    now: () => now,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const end = { due: now + ms, end: resolve };
        waiting.push(end);
        signal?.addEventListener('abort', () => {
          waiting = waiting.filter((other) => other !== end);
          reject(signal.reason);
        });
      }),
    async pass(ms) {
      now += ms;
      const due = waiting.filter(({ due }) => due <= now);
      waiting = waiting.filter(({ due }) => due > now);
      for (const { end } of due) end();
      await settle();
    },
  };
}
