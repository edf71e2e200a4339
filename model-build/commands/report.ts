import { Command } from 'commander';
import { runFolder } from '../diagnostics/run-folder.ts';
import { writeReport } from '../report/report.ts';

export const reportCommand = new Command('report')
  .description('one HTML page on a run, also while it runs: curves, samples, gradient health, configuration')
  .argument('<run>', 'name of a run under RUNS, or its folder')
  .addHelpText('after', '\nExample:\n  npm run model -- report english-0.1.0')
  .action(async (run: string) => {
    console.log(await writeReport(runFolder(run)));
  });
