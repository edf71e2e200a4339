/** What time it is for an assistant. */

/** A clock in milliseconds, with timers. */
export interface Clock {
  now(): number;
  /** Calls once; the function that it returns takes the call back. */
  after(milliseconds: number, call: () => void): () => void;
}

/** The page's own. */
export const PAGE_CLOCK: Clock = {
  now: () => performance.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};
