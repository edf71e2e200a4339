/** `npm run model -- <command>`: one command a file in commands/. */
import { program } from 'commander';
import { baselineCommand } from './commands/baseline.ts';
import { buildCommand } from './commands/build.ts';
import { compareCommand } from './commands/compare.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { findRateCommand } from './commands/find-rate.ts';
import { gradientsCommand } from './commands/gradients.ts';
import { listCommand } from './commands/list.ts';
import { newCommand } from './commands/new.ts';
import { promoteCommand } from './commands/promote.ts';
import { pruneCommand } from './commands/prune.ts';
import { publishCommand } from './commands/publish.ts';
import { recallCommand } from './commands/recall.ts';
import { reportCommand } from './commands/report.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { trainCommand } from './commands/train.ts';
import { typingCommand } from './commands/typing.ts';
import { verifyCommand } from './commands/verify.ts';
import { Interrupted } from './train/run.ts';

program
  .name('npm run model --')
  .description('Train, export, quantize, prove and publish small language models')
  .addCommand(newCommand)
  .addCommand(buildCommand)
  .addCommand(trainCommand)
  .addCommand(doctorCommand)
  .addCommand(evaluateCommand)
  .addCommand(reportCommand)
  .addCommand(gradientsCommand)
  .addCommand(compareCommand)
  .addCommand(findRateCommand)
  .addCommand(recallCommand)
  .addCommand(typingCommand)
  .addCommand(baselineCommand)
  .addCommand(publishCommand)
  .addCommand(listCommand)
  .addCommand(verifyCommand)
  .addCommand(promoteCommand)
  .addCommand(rollbackCommand)
  .addCommand(pruneCommand);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof Interrupted) {
    console.error(error.message);
    process.exit(130);
  }
  console.error(process.env.DEBUG ? error : `error: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
