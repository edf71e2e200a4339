/** `npm run model -- <command>`: one command a file in commands/. */
import { program } from 'commander';
import { baselineCommand } from './commands/baseline.ts';
import { buildCommand } from './commands/build.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { newCommand } from './commands/new.ts';
import { trainCommand } from './commands/train.ts';
import { typingCommand } from './commands/typing.ts';
import { Interrupted } from './train/run.ts';

program
  .name('npm run model --')
  .description('Train, export, quantize, prove and publish small language models')
  .addCommand(newCommand)
  .addCommand(buildCommand)
  .addCommand(trainCommand)
  .addCommand(evaluateCommand)
  .addCommand(typingCommand)
  .addCommand(baselineCommand);

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
