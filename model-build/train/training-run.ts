/** What happens around the steps of a training run: its log, checkpoints, validation, samples, and ways back. */
import { join } from 'node:path';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { type Recipe, stepsOf, trainingHash } from '../recipe/recipe.ts';
import { Best } from './best.ts';
import { type Belonging, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import type { Lanes } from './lanes.ts';
import { LogFile } from './log-file.ts';
import { LossWatch } from './loss-watch.ts';
import { progress } from './progress.ts';
import { ExplosionError, type StepReport, type Trainer } from './trainer.ts';
import { hashText, type TrainingText } from './training-text.ts';
import { bitsPerByte, validate } from './validate.ts';

/** After an explosion: back to the last checkpoint at half the rate, at most so often in the life of a run. */
const MOST_ROLLBACKS = 3;
const SAMPLE_TOKENS = 40;
/** Part of the smoothed loss, which is shown, that the next step leaves as it is. */
const SMOOTHING = 0.98;

/** What a run is of. */
export interface RunParts {
  /** Folder of the run: checkpoint and log. */
  dir: string;
  recipe: Recipe;
  trainer: Trainer;
  lanes: Lanes;
  text: TrainingText;
  /** Held-out text by corpus. */
  validation: ReadonlyMap<string, TrainingText>;
  tokenizer: Tokenizer;
}

/** A run in its folder; `open` it, `step` until `finished`, then `close`. */
export class TrainingRun {
  /** Steps of the whole recipe. */
  readonly steps: number;
  /** Whether it goes on from a checkpoint. */
  readonly resumed: boolean;
  readonly #parts: RunParts;
  readonly #checkpoint: string;
  readonly #belonging: Belonging;
  readonly #log: LogFile;
  readonly #watch: LossWatch;
  readonly #bar: ReturnType<typeof progress>;
  #best: Best;
  #seconds: number;
  #clock = performance.now();
  /** Smoothed, in nats a token; 0 before the first step. */
  #loss = 0;

  private constructor(
    parts: RunParts,
    belonging: Belonging,
    log: LogFile,
    watch: LossWatch,
    best: Best,
    seconds?: number,
  ) {
    const { recipe, trainer, dir } = parts;
    const plan = recipe.training;
    this.#parts = parts;
    this.#log = log;
    this.#watch = watch;
    this.#best = best;
    this.#checkpoint = checkpointOf(dir);
    this.#belonging = belonging;
    this.#seconds = seconds ?? 0;
    this.resumed = seconds !== undefined;
    this.steps = stepsOf(plan);
    const window = plan.batch * plan.window;
    this.#bar = progress(this.steps * window, trainer.step * window, 'tokens');
  }

  /** Puts trainer and lanes where the folder's checkpoint stands, if it has one. Throws as `loadCheckpoint` does. */
  static async open(parts: RunParts): Promise<TrainingRun> {
    const { dir, recipe, trainer, lanes, text } = parts;
    const belonging = { recipe: trainingHash(recipe), text: hashText(text) };
    const restored = await loadCheckpoint(checkpointOf(dir), trainer, lanes, belonging);
    const log = new LogFile(join(dir, 'log.jsonl'));
    const watch = new LossWatch(trainer.spec.vocabulary);
    watch.restart(await log.forgetAfter(trainer.step));
    const best = await Best.open(bestOf(dir), trainer.step);
    return new TrainingRun(parts, belonging, log, watch, best, restored?.seconds);
  }

  /** Time in training, of all stretches of the run. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Whether all steps are made, or patience is out. */
  get finished(): boolean {
    const patience = this.#patience;
    return this.#parts.trainer.step >= this.steps || (patience > 0 && this.#best.stale(patience));
  }

  /** Whether held-out text is due after this step. */
  get looks(): boolean {
    const { step } = this.#parts.trainer;
    return step % this.#parts.recipe.training.validateEvery === 0 || step === this.steps;
  }

  /** Whether a checkpoint is due after this step: none is made while the loss climbs. */
  get saves(): boolean {
    return this.#parts.trainer.step % this.#parts.recipe.training.checkpointEvery === 0 && this.#watch.steady;
  }

  /** Steps without a better validation after which training ends; 0 for no such end. */
  get #patience(): number {
    const { recipe, validation } = this.#parts;
    return validation.size > 0 ? (recipe.training.patience ?? 0) * recipe.training.validateEvery : 0;
  }

  announce(backend: string): void {
    const begun = this.resumed ? `resumed at step ${this.#parts.trainer.step}` : 'started';
    this.#bar.say(`${backend}\n${begun} of ${this.steps} steps`);
  }

  /** One step. What is found is logged when it is known, at the latest before a look or a checkpoint. Throws an ExplosionError. */
  async step(): Promise<void> {
    const { trainer, lanes, text, recipe } = this.#parts;
    const { training } = recipe;
    await this.#note(await trainer.advance(lanes));
    if (this.looks || trainer.step % training.checkpointEvery === 0) await this.settle();
    this.#bar.update(
      trainer.step * training.batch * training.window,
      // A GPU tells of its first steps later.
      this.#loss === 0
        ? ''
        : `loss ${this.#loss.toFixed(3)}  bits/byte ${bitsPerByte(this.#loss, text).toFixed(3)}`,
    );
  }

  /** Notes what is not told yet of the steps that were made. Throws an ExplosionError. */
  async settle(): Promise<void> {
    await this.#note(await this.#parts.trainer.settle());
  }

  async #note(reports: StepReport[]): Promise<void> {
    for (const { step, loss, norm } of reports) {
      this.#loss = this.#loss === 0 ? loss : SMOOTHING * this.#loss + (1 - SMOOTHING) * loss;
      if (step === 0 && this.#parts.recipe.training.startFrom) this.#doubtStart(loss);
      await this.#log.append({ step, loss, norm });
      this.#watch.observe(step, loss);
    }
  }

  /** Weights of another tokenizer, or of another text, begin worse than a network that knows nothing: a file need not say whose it is. */
  #doubtStart(loss: number): void {
    const nothing = Math.log(this.#parts.trainer.spec.vocabulary);
    if (loss <= nothing) return;
    const { startFrom, tokenizerFrom } = this.#parts.recipe.training;
    this.#bar.say(
      `training.startFrom: ${startFrom} begins with a loss of ${loss.toFixed(2)} nats a token, where knowing nothing costs ` +
        `${nothing.toFixed(2)}: is ${tokenizerFrom ?? 'its tokenizer'} the one that it was trained with?`,
    );
  }

  /** Bits per byte of held-out text and a sample, into the log and onto the screen. Throws an ExplosionError. */
  async look(): Promise<void> {
    const { trainer, validation, recipe, tokenizer } = this.#parts;
    const figures: Record<string, number> = {};
    for (const [corpus, held] of validation) {
      figures[corpus] = await validate(trainer, held, recipe.training.window);
      if (!Number.isFinite(figures[corpus]))
        throw new ExplosionError(trainer.step - 1, `the loss on ${corpus}`);
    }
    const shown = Object.entries(figures).map(([corpus, bits]) => `  ${corpus} ${bits.toFixed(3)}`);
    const [prompt] = recipe.prompts;
    const read = [tokenizer.startToken, ...tokenizer.encode(prompt)];
    const sample = tokenizer.decode(await trainer.sample(read, SAMPLE_TOKENS, recipe.seed));
    this.#bar.say(
      `step ${trainer.step}${shown.length > 0 ? `  bits/byte:${shown.join('')}` : ''}\n  ${prompt}${sample.replaceAll('\n', ' / ')}`,
    );
    await this.#log.append({ step: trainer.step - 1, validation: figures, sample });
    const values = Object.values(figures);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    if (this.#patience) await this.#best.observe(mean, trainer, this.#patience);
  }

  async save(): Promise<void> {
    const now = performance.now();
    this.#seconds += (now - this.#clock) / 1000;
    this.#clock = now;
    const { trainer, lanes } = this.#parts;
    await saveCheckpoint(this.#checkpoint, trainer, lanes, this.#belonging, this.#seconds);
  }

  /** Back to the last checkpoint at half the rate. Throws an Error, with `error` as its cause, after too many of them. */
  async rollBack(error: ExplosionError): Promise<void> {
    const { dir, trainer, lanes } = this.#parts;
    // The rate is kept in checkpoints, so that a run that is started again has no more tries than one that is not.
    if (trainer.rateFactor <= 0.5 ** MOST_ROLLBACKS)
      throw new Error(
        `${error.message}. It went back to a checkpoint ${MOST_ROLLBACKS} times and exploded at ${trainer.rateFactor} of the rate too`,
        { cause: error },
      );
    const factor = trainer.rateFactor / 2;
    await loadCheckpoint(this.#checkpoint, trainer, lanes, this.#belonging);
    trainer.rateFactor = factor;
    this.#watch.restart(await this.#log.forgetAfter(trainer.step));
    this.#best = await Best.open(bestOf(dir), trainer.step);
    await this.save();
    this.#bar.say(`${error.message}: back to step ${trainer.step} at ${factor} of the rate`);
  }

  /** Gives the trainer its best weights, where there is patience. Resolves with the step that they are of. */
  async restoreBest(): Promise<number> {
    const { trainer } = this.#parts;
    if (!this.#patience) return trainer.step;
    const learned = await this.#best.restore(trainer);
    this.#bar.say(`the best weights are those of step ${learned}`);
    return learned;
  }

  close(): void {
    this.#bar.stop();
  }
}

const checkpointOf = (dir: string): string => join(dir, 'checkpoint.safetensors');
const bestOf = (dir: string): string => join(dir, 'best.safetensors');
