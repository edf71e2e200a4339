/** `npm run model -- <command>`: one command a file in commands/, loaded when it is asked for, since tfjs takes seconds to load. */
import { type Command, program } from 'commander';
import { Interrupted } from './train/interrupted.ts';

const COMMANDS: Record<string, () => Promise<Command>> = {
  new: async () => (await import('./commands/new.ts')).newCommand,
  build: async () => (await import('./commands/build.ts')).buildCommand,
  train: async () => (await import('./commands/train.ts')).trainCommand,
  pack: async () => (await import('./commands/pack.ts')).packCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  evaluate: async () => (await import('./commands/evaluate.ts')).evaluateCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  gradients: async () => (await import('./commands/gradients.ts')).gradientsCommand,
  distances: async () => (await import('./commands/distances.ts')).distancesCommand,
  compare: async () => (await import('./commands/compare.ts')).compareCommand,
  'find-rate': async () => (await import('./commands/find-rate.ts')).findRateCommand,
  clipping: async () => (await import('./commands/clipping.ts')).clippingCommand,
  recall: async () => (await import('./commands/recall.ts')).recallCommand,
  samples: async () => (await import('./commands/samples.ts')).samplesCommand,
  manners: async () => (await import('./commands/manners.ts')).mannersCommand,
  vocabulary: async () => (await import('./commands/vocabulary.ts')).vocabularyCommand,
  calibrate: async () => (await import('./commands/calibrate.ts')).calibrateCommand,
  baseline: async () => (await import('./commands/baseline.ts')).baselineCommand,
  publish: async () => (await import('./commands/publish.ts')).publishCommand,
  list: async () => (await import('./commands/list.ts')).listCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  promote: async () => (await import('./commands/promote.ts')).promoteCommand,
  rollback: async () => (await import('./commands/rollback.ts')).rollbackCommand,
  prune: async () => (await import('./commands/prune.ts')).pruneCommand,
};

program
  .name('npm run model --')
  .description('Train, export, quantize, prove and publish small language models');
const asked = process.argv[2] ?? '';
const wanted = Object.hasOwn(COMMANDS, asked) ? [COMMANDS[asked]] : Object.values(COMMANDS);
for (const load of wanted) program.addCommand(await load());

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
