/** A training run in its folder: resumes where it stood, validates, samples, saves, and survives being cut off. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadTokenizer } from '../../src/text/tokenizer.ts';
import { openBackend } from '../backend/index.ts';
import type { NetworkSpec } from '../network/spec.ts';
import { LANES } from '../ops/fused/index.ts';
import type { Ops } from '../ops/ops.ts';
import type { BackendName } from '../recipe/backend-names.ts';
import { type Recipe, stepsOf, trainingHash } from '../recipe/recipe.ts';
import { Best } from './best.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { Interrupted } from './interrupted.ts';
import { Lanes } from './lanes.ts';
import { LogFile } from './log-file.ts';
import { LossWatch } from './loss-watch.ts';
import { progress } from './progress.ts';
import { writeRunFile } from './run-file.ts';
import { Shards } from './shards.ts';
import { startingWeights } from './start.ts';
import { ExplosionError, Trainer } from './trainer.ts';
import { bitsPerByte, validate } from './validate.ts';
import { writeWeights } from './weights-file.ts';

/** After an explosion: back to the last checkpoint at half the rate, at most so often in the life of a run. */
const MOST_ROLLBACKS = 3;
const SAMPLE_TOKENS = 40;
/** Backends of which each thread can have its own; a GPU is one for all. */
const SHARING: ReadonlySet<BackendName> = new Set(['wasm', 'cpu']);

export interface TrainingText {
  tokens: Uint16Array;
  /** UTF-8 bytes that the tokens stand for. */
  bytes: number;
}

export interface RunInput {
  /** Folder of the run: checkpoint and log. */
  dir: string;
  recipe: Recipe;
  tokenizerJson: unknown;
  text: TrainingText;
  /** Held-out text by corpus. */
  validation: Map<string, TrainingText>;
  /** In place of the recipe's; a checkpoint goes on under any, but only under the same one bit for bit. */
  backend?: BackendName;
}

export interface FinishedRun {
  trainer: Trainer;
  spec: NetworkSpec;
  backend: string;
  seconds: number;
  /** Steps that the weights have learned from: after an early stop, up to the best validation. */
  steps: number;
}

/**
 * Trains to the end of the recipe, or until patience is out. On SIGINT or SIGTERM it saves and rejects with
 * `Interrupted`; with an Error that says which tensor and step when it keeps exploding at lower and lower rates.
 */
export async function runTraining(input: RunInput): Promise<FinishedRun> {
  const { dir, recipe, text, validation } = input;
  const plan = recipe.training;
  const [prompt] = recipe.prompts;
  await mkdir(dir, { recursive: true });
  const tokenizer = loadTokenizer(input.tokenizerJson);
  const backend = await openBackend(input.backend ?? plan.backend);
  const spec: NetworkSpec = { ...recipe.network, vocabulary: tokenizer.size };
  checkWidths(spec, backend.ops.kind);
  const trainer = new Trainer(backend.ops, spec, plan, recipe.seed, tokenizer.startToken);
  if (plan.shards && SHARING.has(backend.name))
    trainer.shards = new Shards(backend.name, spec, plan, plan.shards);
  const lanes = new Lanes(text.tokens, plan.batch, plan.window);
  const checkpoint = join(dir, 'checkpoint.safetensors');
  const log = new LogFile(join(dir, 'log.jsonl'));
  const hash = trainingHash(recipe);
  const restored = await loadCheckpoint(checkpoint, trainer, lanes, hash);
  await writeRunFile(dir, recipe, backend.description);
  if (!restored && plan.startFrom)
    trainer.startFrom(await startingWeights(plan.startFrom, spec, recipe.seed));
  const watch = new LossWatch(spec.vocabulary);
  watch.restart(await log.forgetAfter(trainer.step));
  let best = await Best.open(join(dir, 'best.safetensors'), trainer.step);
  let seconds = restored?.seconds ?? 0;
  const steps = stepsOf(plan);
  const patience = validation.size > 0 ? (plan.patience ?? 0) * plan.validateEvery : 0;
  const window = plan.batch * plan.window;
  const bar = progress(steps * window, trainer.step * window, 'tokens');
  bar.say(
    `${backend.description}\n${restored ? `resumed at step ${trainer.step}` : 'started'} of ${steps} steps`,
  );

  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  let smooth = 0;
  let clock = performance.now();
  const tick = () => {
    const now = performance.now();
    seconds += (now - clock) / 1000;
    clock = now;
  };
  const save = async () => {
    tick();
    await saveCheckpoint(checkpoint, trainer, lanes, hash, seconds);
  };

  const step = async () => {
    const { step, loss, norm } = await trainer.train(lanes);
    smooth = smooth === 0 ? loss : 0.98 * smooth + 0.02 * loss;
    await log.append({ step, loss, norm });
    watch.observe(step, loss);
    bar.update(
      trainer.step * window,
      `loss ${smooth.toFixed(3)}  bits/byte ${bitsPerByte(smooth, text).toFixed(3)}`,
    );
  };
  const look = async () => {
    const figures: Record<string, number> = {};
    for (const [corpus, held] of validation) {
      figures[corpus] = await validate(trainer, held, plan.window);
      if (!Number.isFinite(figures[corpus]))
        throw new ExplosionError(trainer.step - 1, `the loss on ${corpus}`);
    }
    const shown = Object.entries(figures).map(([corpus, bits]) => `  ${corpus} ${bits.toFixed(3)}`);
    const drawn = await trainer.sample(
      [tokenizer.startToken, ...tokenizer.encode(prompt)],
      SAMPLE_TOKENS,
      recipe.seed,
    );
    const sample = tokenizer.decode(drawn);
    bar.say(
      `step ${trainer.step}${shown.length > 0 ? `  bits/byte:${shown.join('')}` : ''}\n  ${prompt}${sample.replaceAll('\n', ' / ')}`,
    );
    await log.append({ step: trainer.step - 1, validation: figures, sample });
    const values = Object.values(figures);
    if (patience) await best.observe(values.reduce((a, b) => a + b) / values.length, trainer, patience);
  };
  const rollBack = async (error: ExplosionError) => {
    // The rate is kept in checkpoints, so that a run that is started again has no more tries than one that is not.
    if (trainer.rateFactor <= 0.5 ** MOST_ROLLBACKS)
      throw new Error(
        `${error.message}. It went back to a checkpoint ${MOST_ROLLBACKS} times and exploded at ${trainer.rateFactor} of the rate too`,
        { cause: error },
      );
    const factor = trainer.rateFactor / 2;
    await loadCheckpoint(checkpoint, trainer, lanes, hash);
    trainer.rateFactor = factor;
    watch.restart(await log.forgetAfter(trainer.step));
    best = await Best.open(join(dir, 'best.safetensors'), trainer.step);
    await save();
    bar.say(`${error.message}: back to step ${trainer.step} at ${factor} of the rate`);
  };

  try {
    // An explosion before the first checkpoint goes back to the beginning.
    if (!restored) await save();
    while (trainer.step < steps && !interrupted && !(patience && best.stale(patience))) {
      try {
        await step();
        if (trainer.step % plan.validateEvery === 0 || trainer.step === steps) await look();
      } catch (error) {
        if (!(error instanceof ExplosionError)) throw error;
        await rollBack(error);
        continue;
      }
      if (trainer.step % plan.checkpointEvery === 0 && watch.steady) await save();
    }
    await save();
    let learned = trainer.step;
    if (patience && !interrupted) {
      learned = await best.restore(trainer);
      bar.say(`the best weights are those of step ${learned}`);
    }
    await writeWeights(join(dir, 'weights.fp16.safetensors'), await trainer.weights());
    if (interrupted)
      throw new Interrupted(`saved at step ${trainer.step} of ${steps}; the same command goes on from there`);
    return { trainer, spec, backend: backend.description, seconds, steps: learned };
  } catch (error) {
    trainer.dispose();
    throw error;
  } finally {
    bar.stop();
    process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
  }
}

/** Fused kernels take four numbers at a time. Throws RangeError that names the field. */
function checkWidths({ embedding, hidden, feedForward = LANES }: NetworkSpec, kind: Ops['kind']): void {
  if (kind !== 'fused') return;
  for (const [field, width] of Object.entries({ embedding, hidden, feedForward }))
    if (width % LANES !== 0)
      throw new RangeError(`network.${field}: got ${width}, wanted a multiple of ${LANES}, or --backend cpu`);
}
