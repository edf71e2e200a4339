/** When something is due. */

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
    let wanted = true;
    const wake = () => wanted && call();
    // A timer would wait for the frame that a key brings: what is due at once is asked before it.
    if (milliseconds === 0) queueMicrotask(wake);
    else setTimeout(wake, milliseconds);
    return () => {
      wanted = false;
    };
  },
};
