/** Asking again where the server is busy: 429 and 503, when it says so, or a little later each time. */
import { type Clock, systemClock } from './clock.ts';
import type { ConnectionOptions } from './connection.ts';
import { AfterwordError } from './error.ts';

/** How often a request is sent again, and the clock by which it waits. */
export interface Patience {
  readonly retries: number;
  readonly clock: Clock;
}

export const patienceOf = ({ retries = 2, clock = systemClock }: ConnectionOptions): Patience => ({
  retries,
  clock,
});

/** Longer waits are the caller's to decide about. */
const LONGEST_SECONDS = 60;
/** Where the server names no time: doubles with each retry. */
const FIRST_SECONDS = 1;

/** Seconds after which the request may be sent again; undefined for a failure that asking again does not mend. */
export function secondsToRest(error: unknown, retried: number): number | undefined {
  if (!(error instanceof AfterwordError) || (error.status !== 429 && error.status !== 503)) return undefined;
  const seconds = error.retryAfterSeconds ?? FIRST_SECONDS * 2 ** retried;
  return seconds <= LONGEST_SECONDS ? seconds : undefined;
}

/** Sends up to `retries` times more. */
export async function retrying<T>(
  send: () => Promise<T>,
  { retries, clock }: Patience,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let retried = 0; ; retried++) {
    try {
      return await send();
    } catch (error) {
      const seconds = secondsToRest(error, retried);
      if (seconds === undefined || retried >= retries) throw error;
      await clock.wait(seconds * 1000, signal);
    }
  }
}
