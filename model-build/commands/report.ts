import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { type ModelDirectory, readModel } from '../artefact/read-model.ts';
import { proveUnrecorded, record } from '../artefact/record.ts';
import { runFolder } from '../diagnostics/run-folder.ts';
import { recipeHash } from '../recipe/recipe.ts';
import { writeReport } from '../report/report.ts';
import { modelsFolder } from '../settings.ts';
import { readRunFile } from '../train/run-file.ts';

const FILE = 'REPORT.html';

export const reportCommand = new Command('report')
  .description('one HTML page on a run, also while it runs: curves, samples, gradient health, configuration')
  .argument('<run>', 'name of a run under RUNS, or its folder')
  .option(
    '--record',
    'keep the page with the version that was built from the run, as REPORT.html, before it is published',
  )
  .addHelpText(
    'after',
    '\nExamples:\n  npm run model -- report english-0.5.0\n  npm run model -- report english-0.5.0 --record',
  )
  .action(async (run: string, options: { record?: boolean }) => {
    const dir = runFolder(run);
    const model = options.record ? await modelOf(dir) : undefined;
    const path = await writeReport(dir);
    if (model) await record(model, FILE, await readFile(path, 'utf8'));
    console.log(path);
  });

/** The version that was built from a run. @throws Error when there is none, or it has its report already. */
async function modelOf(dir: string): Promise<ModelDirectory> {
  const { recipe } = await readRunFile(dir);
  const model = await readModel(join(modelsFolder(), recipe.name, recipe.version));
  if (model.manifest.recipe.sha256 !== recipeHash(recipe))
    throw new Error(`${model.dir} was built from another recipe than ${dir} trained: wanted the same`);
  proveUnrecorded(model, FILE);
  return model;
}
