/** The second stage where another machine has trained: its weights and its run.json, checked, in place of training. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { openBackend } from '../backend/index.ts';
import { type Recipe, RecipeSchema, stepsOf } from '../recipe/recipe.ts';
import { differenceOf } from '../recipe/same-model.ts';
import { writeReport } from '../report/report.ts';
import { runFolderOf } from '../settings.ts';
import { sha256 } from '../sha256.ts';
import { parseRunFile, type RunFile, type TrainedRecord } from '../train/run-file.ts';
import { Trainer } from '../train/trainer.ts';
import { readWeights, tokenizerHash, WEIGHTS_FILE } from '../train/weights-file.ts';
import type { PreparedText } from './prepare.ts';
import type { Say } from './say.ts';
import type { Trained } from './train.ts';

/** What came from the other machine. */
export interface Arrival {
  /** The recipe as it was run: the one at home, for as many tokens as the other machine had time for. */
  recipe: Recipe;
  /** Paths of the files. */
  weights: string;
  run: string;
  environment: RunFile['environment'];
  trained: TrainedRecord;
}

const messageOf = (error: unknown): string =>
  error instanceof z.ZodError
    ? z.prettifyError(error)
    : error instanceof Error
      ? error.message
      : String(error);

/**
 * Reads the run.json at `run` and the bytes at `weights`.
 * @throws Error that names the file, and the field where it is one: no run.json, a run that was cut, of another recipe,
 * weights that are not those of the run or not whole.
 */
export async function openArrival(
  recipe: Recipe,
  { weights, run }: { weights: string; run: string },
): Promise<Arrival> {
  const file = await readFile(run, 'utf8')
    .then(parseRunFile)
    .catch((cause: unknown) => {
      throw new Error(`--run: ${run} is no run.json of a training run: ${messageOf(cause)}`, { cause });
    });
  const difference = differenceOf(file.recipe, recipe);
  if (difference) throw new Error(`--run: ${run} is of another recipe than ${recipe.name}'s: ${difference}`);
  if (!file.trained)
    throw new Error(
      `--run: ${run} has no field trained: wanted that of a run that ended or was interrupted, which says steps and seconds`,
    );
  // As it was run, and for the rest (the card's words, the prompts) as it is now.
  const fitted = RecipeSchema.safeParse({ ...recipe, training: file.recipe.training });
  if (!fitted.success) throw new Error(`--run: ${run}: ${z.prettifyError(fitted.error)}`);
  const bytes = await readFile(weights).catch((cause: Error) => {
    throw new Error(`--weights: ${weights} cannot be read: ${cause.message}`, { cause });
  });
  await readWeights(weights).catch((cause: Error) => {
    throw new Error(`--weights: ${cause.message}`, { cause });
  });
  const hash = sha256(bytes);
  if (hash !== file.trained.weights)
    throw new Error(
      `--weights: ${weights} is not the file that ${run} tells of: ` +
        `got sha256 ${hash.slice(0, 12)}, wanted ${file.trained.weights.slice(0, 12)}`,
    );
  const { environment, trained } = file;
  return { recipe: fitted.data, weights, run, environment, trained };
}

/**
 * What training would have left, in the folder of the run. The caller disposes of the trainer.
 * @throws Error when the tokenizer made here is another one, or the weights are of another network.
 */
export async function arrivedStage(
  recipe: Recipe,
  { tokenizerJson, tokenizer }: PreparedText,
  { weights: path, run, environment, trained }: Arrival,
  say: Say,
): Promise<Trained> {
  const here = tokenizerHash(tokenizerJson);
  if (trained.tokenizer !== here)
    throw new Error(
      `--run: ${run} was trained with another tokenizer: got ${trained.tokenizer.slice(0, 12)}, wanted ${here.slice(0, 12)}, ` +
        'which the recipe and the corpora make here: are they those that were packed?',
    );
  const weights = await readWeights(path, here).catch((cause: Error) => {
    throw new Error(`--weights: ${cause.message}`, { cause });
  });
  const spec = { ...recipe.network, vocabulary: tokenizer.size };
  // Export wants their numbers and the proof their logits, no more: what is always there will do.
  const { ops } = await openBackend('wasm');
  const trainer = new Trainer(ops, spec, recipe.training, recipe.seed, tokenizer.startToken);
  try {
    trainer.startFrom(weights);
  } catch (cause) {
    throw new Error(`--weights: ${path} is of another network than the recipe's: ${messageOf(cause)}`, {
      cause,
    });
  }
  const { steps, seconds } = trained;
  const runDir = runFolderOf(recipe);
  await keep(runDir, path, run);
  say(`report: ${await writeReport(runDir)}`);
  const whole = stepsOf(recipe.training);
  if (steps < whole) say(`${path} was saved at step ${steps} of ${whole}`);
  return { trainer, spec, backend: environment.backend, seconds, steps, runDir, environment };
}

/** The run's folder as training would have left it, but for the checkpoint; its log, if it lies beside run.json. */
async function keep(runDir: string, weights: string, run: string): Promise<void> {
  await mkdir(runDir, { recursive: true });
  const files = [
    [weights, WEIGHTS_FILE],
    [run, 'run.json'],
    [join(dirname(run), 'log.jsonl'), 'log.jsonl'],
  ] as const;
  for (const [from, name] of files) {
    const to = join(runDir, name);
    if (existsSync(from) && resolve(from) !== to) await copyFile(from, to);
  }
}
