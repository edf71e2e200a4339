import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { runFolder } from '../diagnostics/run-folder.ts';
import { readModel } from '../publish/read-model.ts';
import { record } from '../publish/record.ts';
import { writeReport } from '../report/report.ts';
import { modelsFolder } from '../settings.ts';
import { readRunFile } from '../train/run-file.ts';

export const reportCommand = new Command('report')
  .description('one HTML page on a run, also while it runs: curves, samples, gradient health, configuration')
  .argument('<run>', 'name of a run under RUNS, or its folder')
  .option('--record', 'keep the page with the version that was built from the run, as REPORT.html')
  .addHelpText(
    'after',
    '\nExamples:\n  npm run model -- report english-0.5.0\n  npm run model -- report english-0.5.0 --record',
  )
  .action(async (run: string, options: { record?: boolean }) => {
    const dir = runFolder(run);
    const path = await writeReport(dir);
    if (options.record) {
      const { name, version } = (await readRunFile(dir)).recipe;
      await record(
        await readModel(join(modelsFolder(), name, version)),
        'REPORT.html',
        await readFile(path, 'utf8'),
      );
    }
    console.log(path);
  });
