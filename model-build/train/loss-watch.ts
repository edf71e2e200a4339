/**
 * Sees a run explode while its numbers are still finite: a loss of 25 nats after one of 1.3 is no less broken than NaN,
 * and the weights that come out of it are not worth a checkpoint.
 */
import { ExplosionError } from './trainer.ts';

/**
 * Steps that are looked back on. Most of them must be past the limit: a relu Elman net was seen to spike to 10^6 nats for
 * a dozen steps, heal by itself and end well, and went through the same at an eighth of the rate.
 */
const LOOKED_BACK = 40;

/** Most losses of the last steps are past what any network in order shows. */
export class LossExplosion extends ExplosionError {
  constructor(step: number, loss: number, limit: number) {
    super(step, 'the loss');
    this.message =
      `step ${step}: the loss exploded, ${loss.toFixed(2)} nats a token now and above ${limit.toFixed(2)} in most of the last ` +
      `${LOOKED_BACK} steps; lower training.learningRate or training.clip`;
  }
}

/**
 * The limit is ln(vocabulary) above the loss that the run began with, or above ln(vocabulary), whichever is higher. To
 * know nothing at all costs ln(vocabulary); a fresh network costs little more, and no healthy run costs twice that.
 */
export class LossWatch {
  readonly #nothing: number;
  #first: number | undefined;
  /** The last `LOOKED_BACK` losses. */
  #losses: number[] = [];

  constructor(vocabulary: number) {
    this.#nothing = Math.log(vocabulary);
  }

  get #limit(): number {
    return this.#nothing + Math.max(this.#nothing, this.#first ?? 0);
  }

  /** False while the last loss alone is past the limit: what was learned since may be broken. */
  get steady(): boolean {
    return (this.#losses.at(-1) ?? 0) <= this.#limit;
  }

  /** Takes the loss of a step in, in nats a token. Throws LossExplosion. */
  observe(step: number, loss: number): void {
    this.#take(loss);
    const past = this.#losses.filter((value) => value > this.#limit).length;
    if (past > LOOKED_BACK / 2) throw new LossExplosion(step, loss, this.#limit);
  }

  /** Begins again with the losses of steps that are done, whatever they were. */
  restart(losses: readonly number[]): void {
    this.#first = undefined;
    this.#losses = [];
    for (const loss of losses) this.#take(loss);
  }

  #take(loss: number): void {
    this.#first ??= loss;
    this.#losses = [...this.#losses.slice(1 - LOOKED_BACK), loss];
  }
}
