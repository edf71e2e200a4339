/**
 * How much work a request may do, and when its loop lets others run. Time stands still in a deployed Worker, so both
 * are kept in work done; a loop that never yields can be neither cancelled nor timed out.
 */

/** Multiply-accumulates between two yields: a few milliseconds of one core. */
const WORK_PER_TURN = 20e6;
/** A cancelled request ends within two turns, so at most this many steps twice over. */
const MAX_STEPS_PER_TURN = 4;

export class Pace {
  readonly #stepsPerTurn: number;
  readonly #affordable: number;
  readonly #signal: AbortSignal;
  readonly #pause: () => Promise<void>;
  #steps = 0;

  /**
   * `multiplyAccumulates` is the work of a step, `budget` that of all steps together; `pause` gives the event loop a
   * turn.
   */
  constructor(
    multiplyAccumulates: number,
    signal: AbortSignal,
    pause: () => Promise<void>,
    budget = Number.POSITIVE_INFINITY,
  ) {
    const perTurn = Math.floor(WORK_PER_TURN / multiplyAccumulates);
    this.#stepsPerTurn = Math.min(Math.max(perTurn, 1), MAX_STEPS_PER_TURN);
    this.#affordable = Math.floor(budget / multiplyAccumulates);
    this.#signal = signal;
    this.#pause = pause;
  }

  /** Whether one more step would be more than the budget. */
  get exhausted(): boolean {
    return this.#steps >= this.#affordable;
  }

  /** To be called before every step. Throws the signal's reason once the caller has gone. */
  async beforeStep(): Promise<void> {
    if (this.#steps++ % this.#stepsPerTurn === 0) await this.#pause();
    this.#signal.throwIfAborted();
  }
}
