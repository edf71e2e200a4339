/** The second stage: weights. A run that is there goes on from its checkpoint; a finished one is only read. */
import type { BackendName } from '../recipe/backend-names.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { writeReport } from '../report/report.ts';
import { runFolderOf } from '../settings.ts';
import { type FinishedRun, runTraining } from '../train/run.ts';
import { type RunFile, readRunFile } from '../train/run-file.ts';
import type { PreparedText } from './prepare.ts';
import type { Say } from './say.ts';

/** What the second stage makes. */
export interface Trained extends FinishedRun {
  /** Folder of the run. */
  runDir: string;
  /** The machine that trained, for the card. */
  environment: RunFile['environment'];
}

/** `backend` trains in place of the recipe's. The caller disposes of the trainer. Throws as `runTraining` does. */
export async function trainStage(
  recipe: Recipe,
  { tokenizerJson, text, validation }: PreparedText,
  backend: BackendName | undefined,
  say: Say,
): Promise<Trained> {
  const runDir = runFolderOf(recipe);
  const run = await runTraining({ dir: runDir, recipe, backend, tokenizerJson, text, validation });
  say(`report: ${await writeReport(runDir)}`);
  return { ...run, runDir, environment: (await readRunFile(runDir)).environment };
}
