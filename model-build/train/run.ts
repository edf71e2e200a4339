/** Trains a recipe in the folder of its run, to the end: resumes where it stood and survives being cut off. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { openBackend } from '../backend/index.ts';
import type { NetworkSpec, Weights } from '../network/spec.ts';
import { LANES } from '../ops/fused/index.ts';
import type { Ops } from '../ops/ops.ts';
import type { BackendName } from '../recipe/backend-names.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { sha256 } from '../sha256.ts';
import { Interrupted } from './interrupted.ts';
import { Lanes } from './lanes.ts';
import { writeRunFile } from './run-file.ts';
import { Shards } from './shards.ts';
import { startingWeights } from './start.ts';
import { ExplosionError, Trainer } from './trainer.ts';
import { TrainingRun } from './training-run.ts';
import type { TrainingText } from './training-text.ts';
import { tokenizerHash, WEIGHTS_FILE, writeWeights } from './weights-file.ts';

/** Backends of which each thread can have its own; a GPU is one for all. */
const SHARING: ReadonlySet<BackendName> = new Set(['wasm', 'cpu']);

/** What a run is given. */
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
  /** In place of what the recipe's `training.startFrom` names, where that is not at hand. */
  start?: Weights;
}

/** What a run leaves; the caller disposes of the trainer. */
export interface FinishedRun {
  trainer: Trainer;
  spec: NetworkSpec;
  /** The backend, described. */
  backend: string;
  /** Time in training, of all stretches of the run. */
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
  await mkdir(dir, { recursive: true });
  const tokenizer = loadTokenizer(input.tokenizerJson);
  const tokenizerId = tokenizerHash(input.tokenizerJson);
  const backend = await openBackend(input.backend ?? plan.backend);
  const spec: NetworkSpec = { ...recipe.network, vocabulary: tokenizer.size };
  checkWidths(spec, backend.ops.kind);
  const trainer = new Trainer(backend.ops, spec, plan, recipe.seed, tokenizer.startToken);
  if (plan.shards && SHARING.has(backend.name))
    trainer.shards = new Shards(backend.name, spec, plan, plan.shards);
  const lanes = new Lanes(text.tokens, plan.batch, plan.window);
  const run = await TrainingRun.open({ dir, recipe, trainer, lanes, text, validation, tokenizer });
  const start = async () =>
    input.start ?? (await startingWeights(plan.startFrom!, spec, recipe.seed, tokenizerId));
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await writeRunFile(dir, recipe, backend.description);
    if (!run.resumed && plan.startFrom) trainer.startFrom(await start());
    run.announce(backend.description);
    // An explosion before the first checkpoint goes back to the beginning.
    if (!run.resumed) await run.save();
    while (!run.finished && !interrupted) await orBack(run, () => stepAndLook(run));
    if (interrupted) await orBack(run, () => run.settle());
    await run.save();
    const learned = interrupted ? trainer.step : await run.restoreBest();
    if (plan.keptOfStart && !interrupted) await trainer.keep(await start(), plan.keptOfStart);
    const path = join(dir, WEIGHTS_FILE);
    await writeWeights(path, await trainer.weights(), tokenizerId);
    await writeRunFile(dir, recipe, backend.description, {
      steps: learned,
      seconds: run.seconds,
      weights: sha256(await readFile(path)),
      tokenizer: tokenizerId,
    });
    if (interrupted)
      throw new Interrupted(
        `saved at step ${trainer.step} of ${run.steps}; the same command goes on from there`,
      );
    return { trainer, spec, backend: backend.description, seconds: run.seconds, steps: learned };
  } catch (error) {
    trainer.dispose();
    throw error;
  } finally {
    run.close();
    process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
  }
}

/** One step and, where they are due, a look at held-out text and a checkpoint. */
async function stepAndLook(run: TrainingRun): Promise<void> {
  await run.step();
  if (run.looks) await run.look();
  if (run.saves) await run.save();
}

/** Does something, and goes back to the last checkpoint when it comes upon an explosion. */
async function orBack(run: TrainingRun, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ExplosionError)) throw error;
    await run.rollBack(error);
  }
}

/** Fused kernels take four numbers at a time. Throws RangeError that names the field. */
function checkWidths({ embedding, hidden, feedForward = LANES }: NetworkSpec, kind: Ops['kind']): void {
  if (kind !== 'fused') return;
  for (const [field, width] of Object.entries({ embedding, hidden, feedForward }))
    if (width % LANES !== 0)
      throw new RangeError(`network.${field}: got ${width}, wanted a multiple of ${LANES}, or --backend cpu`);
}
