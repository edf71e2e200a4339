/** Time, as the client needs it; a test brings its own. */
export interface Clock {
  /** Milliseconds of any beginning; they only go up. */
  now(): number;
  /** Settles after so many milliseconds; rejects with the signal's reason once it is aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The platform's own clock and timers. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const leave = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', leave);
        resolve();
      }, ms);
      signal?.addEventListener('abort', leave, { once: true });
    }),
};
