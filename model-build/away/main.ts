/** `./train` of a pack, on the machine that trains. `train.sh` unpacks and calls it. */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { BACKENDS } from '../recipe/backend-names.ts';
import { Interrupted } from '../train/interrupted.ts';
import { trainAway, type Wish } from './train-away.ts';

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new InvalidArgumentError('wanted a number above zero');
  return value;
}

const PACK = resolve(import.meta.dirname, '../..');

const command = new Command('./train')
  .description(
    'trains what is packed here, and leaves weights.fp16.safetensors, run.json and log.jsonl in result/',
  )
  .option(
    '--minutes <n>',
    'all the time there is: measures the speed and trains as many tokens as fit',
    positive,
  )
  .addOption(new Option('--backend <name>', "what trains, in place of the pack's").choices(BACKENDS))
  .option(
    '--threads <n>',
    'that encode the text',
    (text) => Math.ceil(positive(text)),
    Math.max(1, availableParallelism() - 1),
  )
  .addHelpText(
    'after',
    `
Without --minutes it trains as many tokens as the recipe says. Cut off, the same command goes on from the last checkpoint,
to the end that was planned at first; delete run/ to begin anew. Home again:
npm run model -- build <recipe> --weights result/weights.fp16.safetensors --run result/run.json

Examples:
  ./train --minutes 50
  ./train --minutes 50 --backend wasm`,
  )
  .action(async (wish: Wish) => {
    const home = resolve(PACK, '..');
    const places = { pack: PACK, run: join(home, 'run'), result: join(home, 'result') };
    await trainAway(places, wish, console.error);
  });

try {
  await command.parseAsync();
  // Dawn holds a process open that is done.
  process.exit(0);
} catch (error) {
  console.error(process.env.DEBUG ? error : error instanceof Error ? error.message : String(error));
  process.exit(error instanceof Interrupted ? 130 : 1);
}
