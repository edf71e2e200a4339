/** One network in training: weights, optimizer, carried states. Knows nothing of files or of progress bars. */
import * as tf from '@tensorflow/tfjs';
import { forward, type States, zeroStates } from '../network/forward.ts';
import { logits, loss } from '../network/head.ts';
import { initialWeights } from '../network/initial.ts';
import type { Variables } from '../network/run-cell.ts';
import { type NetworkSpec, proveWeights, type Weights } from '../network/spec.ts';
import type { Finding, Ops, Optimizer, Slot } from '../ops/ops.ts';
import { Random } from '../random/random.ts';
import type { TrainingPlan } from '../recipe/recipe.ts';
import { dropout } from './dropout.ts';
import { type Lesson, lessonOf, type Window } from './gradients.ts';
import type { Lanes, Windows } from './lanes.ts';
import { averagingShare, learningRate } from './schedule.ts';
import type { Shards } from './shards.ts';

/** What a step has found. */
export interface StepReport {
  step: number;
  /** Mean nats a token, before the update. */
  loss: number;
  /** Norm of all gradients together, before clipping. */
  norm: number;
}

/** Raised when a loss or a gradient is not a finite number; its step updated nothing. */
export class ExplosionError extends Error {
  readonly step: number;
  readonly tensor: string;
  constructor(step: number, tensor: string) {
    super(`step ${step}: ${tensor} is not finite; lower training.learningRate or training.clip`);
    this.step = step;
    this.tensor = tensor;
  }
}

/** A network in training: weights, moments, averages, states of the lanes. */
export class Trainer {
  readonly spec: NetworkSpec;
  readonly ops: Ops;
  readonly optimizer: Optimizer;
  readonly #plan: TrainingPlan;
  readonly #startToken: number;
  readonly random: Random;
  states: States;
  /** Steps done. */
  step = 0;
  /** Lowers the whole schedule after an explosion. */
  rateFactor = 1;
  /** Threads that share the lanes of a step; undefined when this thread does all. */
  shards: Shards | undefined;

  constructor(ops: Ops, spec: NetworkSpec, plan: TrainingPlan, seed: number, startToken: number) {
    this.ops = ops;
    this.spec = spec;
    this.#plan = plan;
    this.#startToken = startToken;
    this.random = new Random(seed + 1);
    this.states = zeroStates(spec, plan.batch);
    this.optimizer = ops.optimizer(initialWeights(spec, seed));
  }

  /** Weights, and what is remembered of them, by name. */
  get slots(): ReadonlyMap<string, Slot> {
    return this.optimizer.slots;
  }

  #variables(part: 'weight' | 'average'): Variables {
    return new Map([...this.slots].map(([name, slot]) => [name, slot[part]]));
  }

  /**
   * One window of the lanes: forward, backward, clip, update. Resolves with what is known by then of this step and earlier
   * ones: a GPU tells of many steps together. Throws ExplosionError for a step whose loss or norm is not finite, which has
   * changed no weight; lanes, randomness and states have moved on, so go back to a checkpoint.
   */
  async advance(lanes: Windows): Promise<StepReport[]> {
    const plan = this.#plan;
    const window = lanes.next();
    this.#resetLanes(window.ids);
    const variables = this.#variables('weight');
    const { loss, gradients, states } = this.shards
      ? await this.shards.lesson(this.ops, variables, window, this.states, this.random)
      : this.#lesson(variables, window);
    const found = await this.optimizer.update(gradients, loss, {
      clip: plan.clip,
      learningRate: this.rateFactor * learningRate(plan, this.step),
      weightDecay: plan.weightDecay,
      beta1: plan.beta1,
      beta2: plan.beta2,
      count: this.step + 1,
      averaging: averagingShare(plan, this.step),
    });
    tf.dispose([this.states, gradients, loss]);
    this.states = states;
    this.step++;
    return found.map(reportOf);
  }

  /** What is not told yet of the steps that were made. Throws ExplosionError. */
  async settle(): Promise<StepReport[]> {
    return (await this.optimizer.settle()).map(reportOf);
  }

  /** One step, and what it has found: for whoever can wait. Throws ExplosionError as `advance` does. */
  async train(lanes: Windows): Promise<StepReport> {
    const reports = [...(await this.advance(lanes)), ...(await this.settle())];
    return reports.at(-1)!;
  }

  /** Zero state for lanes that begin a document here, and for a few others: documents start from zero when served. */
  #resetLanes(ids: Int32Array): void {
    const { batch, reset } = this.#plan;
    const keep = new Float32Array(batch);
    for (let lane = 0; lane < batch; lane++)
      keep[lane] = this.random.uniform() < reset || ids[lane] === this.#startToken ? 0 : 1;
    if (keep.every((v) => v === 1)) return;
    const mask = tf.tensor2d(keep, [batch, 1]);
    const masked = this.states.map((layer) => layer.map((state) => tf.mul(state, mask) as tf.Tensor2D));
    tf.dispose([this.states, mask]);
    this.states = masked;
  }

  #lesson(variables: Variables, window: Window): Lesson {
    const { batch, dropout: share = 0 } = this.#plan;
    const drop = dropout(share, this.random);
    return lessonOf(this.ops, this.spec, variables, window, this.states, batch, 1, drop);
  }

  /** Mean nats a token over whole windows of the lanes, with the averaged weights, from zero states. */
  async validate(lanes: Lanes, batch: number, windows: number): Promise<number> {
    const variables = this.#variables('average');
    let states = zeroStates(this.spec, batch);
    const means: tf.Scalar[] = [];
    lanes.position = 0;
    for (let i = 0; i < windows; i++) {
      const { ids, targets } = lanes.next();
      const { mean, after } = tf.tidy(() => {
        const run = forward(this.ops, this.spec, variables, tf.tensor1d(ids, 'int32'), batch, states);
        const mean = loss(this.ops, variables, run.y, tf.tensor1d(targets, 'int32'), false);
        return { mean, after: run.states };
      });
      means.push(mean);
      tf.dispose(states);
      states = after;
    }
    // Fetched together: a GPU is not waited for after each window.
    let sum = 0;
    for (const mean of means) sum += (await mean.data())[0]!;
    tf.dispose([means, states]);
    return sum / windows;
  }

  /** Logits `[vocabulary]` after each token, teacher-forced from the zero state, with the averaged weights. */
  async logits(tokens: readonly number[]): Promise<Float32Array[]> {
    const rows = tf.tidy(() => {
      const variables = this.#variables('average');
      const states = zeroStates(this.spec, 1);
      const run = forward(this.ops, this.spec, variables, tf.tensor1d([...tokens], 'int32'), 1, states);
      tf.dispose(run.states);
      return logits(variables, run.y);
    });
    const flat = (await rows.data()) as Float32Array;
    rows.dispose();
    const size = this.spec.vocabulary;
    return tokens.map((_, i) => flat.slice(i * size, (i + 1) * size));
  }

  /** Begins from given weights. Throws RangeError that names the first that is missing, or of another shape. */
  startFrom(weights: Weights): void {
    proveWeights(weights, this.spec);
    for (const [name, slot] of this.slots) {
      const given = weights.get(name)!;
      this.optimizer.assign(slot.weight, given.values);
      this.optimizer.assign(slot.average, given.values);
    }
  }

  /** Makes what ships a mean of the averaged weights and given ones, `share` of these. Training knows nothing of it. */
  async keep(given: Weights, share: number): Promise<void> {
    for (const [name, { average }] of this.slots) {
      const { values } = given.get(name)!;
      const learned = (await average.data()) as Float32Array;
      this.optimizer.assign(
        average,
        learned.map((value, i) => (1 - share) * value + share * values[i]!),
      );
    }
  }

  /** The averaged weights: what ships. */
  async weights(): Promise<Weights> {
    const weights: Weights = new Map();
    for (const [name, { average }] of this.slots)
      weights.set(name, { shape: average.shape, values: (await average.data()) as Float32Array });
    return weights;
  }

  /** Tokens after `prompt`, drawn at a temperature from the `topK` likeliest, with the averaged weights. */
  async sample(
    prompt: readonly number[],
    count: number,
    seed: number,
    temperature = 0.8,
    topK = 40,
  ): Promise<number[]> {
    const variables = this.#variables('average');
    const random = new Random(seed);
    const drawn: number[] = [];
    let states = zeroStates(this.spec, 1);
    for (let i = 0; drawn.length < count; i++) {
      const token = i < prompt.length ? prompt[i]! : drawn.at(-1)!;
      const { next, after } = tf.tidy(() => {
        const run = forward(this.ops, this.spec, variables, tf.tensor1d([token], 'int32'), 1, states);
        return { next: logits(variables, run.y), after: run.states };
      });
      const values = (await next.data()) as Float32Array;
      tf.dispose([states, next]);
      states = after;
      if (i < prompt.length - 1) continue;
      const best = [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, topK);
      const odds = best.map((id) => Math.exp((values[id]! - values[best[0]!]!) / temperature));
      let coin = random.uniform() * odds.reduce((a, b) => a + b);
      const choice = odds.findIndex((p) => {
        coin -= p;
        return coin < 0;
      });
      drawn.push(best[Math.max(0, choice)]!);
    }
    tf.dispose(states);
    return drawn;
  }

  dispose(): void {
    this.optimizer.dispose();
    tf.dispose(this.states);
    void this.shards?.close();
  }
}

/** Throws ExplosionError where a step has found no numbers. */
function reportOf({ count, loss, norm, culprit }: Finding): StepReport {
  const step = count - 1;
  if (!Number.isFinite(loss)) throw new ExplosionError(step, 'the loss');
  if (Number.isFinite(norm)) return { step, loss, norm };
  throw new ExplosionError(step, culprit ? `the gradient of ${culprit}` : 'the sum of the gradients');
}
