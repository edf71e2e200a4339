/** What time it is for an assistant. */

/** A clock in milliseconds, with timers. */
export interface Clock {
  now(): number;
  /** Calls once; the function that it returns takes the call back, unless it was due at once. */
  after(milliseconds: number, call: () => void): () => void;
}

/** The page's own. */
export const PAGE_CLOCK: Clock = {
  now: () => performance.now(),
  after(milliseconds, call) {
    // A timer would wait for the frame that a key brings: what is due at once is called before it.
    const timer = milliseconds > 0 ? setTimeout(call, milliseconds) : queueMicrotask(call);
    return () => clearTimeout(timer as number | undefined);
  },
};
