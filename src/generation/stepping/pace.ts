/**
 * How much work a request may do, and when its loop lets others run. Time stands still in a deployed Worker, so both
 * are kept in work done; a loop that never yields can be neither cancelled nor timed out.
 */

/** Multiply-accumulates between two yields: a few milliseconds of one core. */
const WORK_PER_TURN = 20e6;
/** A cancelled request ends within two turns, so at most this many steps twice over. */
const MAX_STEPS_PER_TURN = 4;

/** Counts the steps of one request against its budget, and yields every few of them. */
export class Pace {
  readonly #stepsPerTurn: number;
  readonly #affordable: number;
  readonly #signal: AbortSignal;
  readonly #pause: () => Promise<void>;
  #steps = 0;
  /** Steps after which the event loop gets its next turn. */
  #turnEnds = 0;

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

  /** Whether so many steps more are within the budget. */
  affords(steps: number): boolean {
    return this.#steps + steps <= this.#affordable;
  }

  /**
   * Counts steps that were spared. What a request may do must not depend on what was read before it: else the same
   * request would have two answers, and the longer one would tell that somebody has read its prompt.
   */
  countSpared(steps: number): void {
    this.#steps += steps;
  }

  /** To be called before every step. Throws the signal's reason once the caller has gone. */
  beforeStep(): Promise<void> {
    return this.beforeSteps(1);
  }

  /** The same before `count` steps that are one call of the model. */
  async beforeSteps(count: number): Promise<void> {
    const paused = this.#steps >= this.#turnEnds;
    if (paused) this.#turnEnds = this.#steps + this.#stepsPerTurn;
    this.#steps += count;
    if (paused) await this.#pause();
    this.#signal.throwIfAborted();
  }
}
