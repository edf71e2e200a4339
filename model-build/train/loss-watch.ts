/**
 * Sees a run explode while its numbers are still finite: a loss of 25 nats after one of 1.3 is no less broken than NaN,
 * and the weights that come out of it are not worth a checkpoint.
 */
import { ExplosionError } from './trainer.ts';

/** Of the running mean of the losses: about ten steps, so that one bad window is no explosion. */
const SMOOTHING = 0.9;

/** The mean loss of the last steps is past what any network in order shows. */
export class LossExplosion extends ExplosionError {
  constructor(step: number, mean: number, limit: number) {
    super(step, 'the loss');
    this.message =
      `step ${step}: the loss exploded, a mean of ${mean.toFixed(2)} nats a token over the last steps, ` +
      `above ${limit.toFixed(2)}; lower training.learningRate or training.clip`;
  }
}

/**
 * The limit is ln(vocabulary) above the loss that the run began with, or above ln(vocabulary), whichever is higher. To
 * know nothing at all costs ln(vocabulary); a fresh network costs little more, and no healthy run costs twice that.
 */
export class LossWatch {
  readonly #nothing: number;
  #first: number | undefined;
  #mean = 0;
  #last = 0;

  constructor(vocabulary: number) {
    this.#nothing = Math.log(vocabulary);
  }

  get #limit(): number {
    return this.#nothing + Math.max(this.#nothing, this.#first ?? 0);
  }

  /** False while the last loss alone is past the limit: what was learned since may be broken. */
  get steady(): boolean {
    return this.#last <= this.#limit;
  }

  /** Takes the loss of a step in, in nats a token. Throws LossExplosion. */
  observe(step: number, loss: number): void {
    this.#take(loss);
    if (this.#mean > this.#limit) throw new LossExplosion(step, this.#mean, this.#limit);
  }

  /** Begins again with the losses of steps that are done, whatever they were. */
  restart(losses: readonly number[]): void {
    this.#first = undefined;
    this.#mean = 0;
    this.#last = 0;
    for (const loss of losses) this.#take(loss);
  }

  #take(loss: number): void {
    this.#first ??= loss;
    this.#mean = this.#mean === 0 ? loss : SMOOTHING * this.#mean + (1 - SMOOTHING) * loss;
    this.#last = loss;
  }
}
