import { Command, Option } from 'commander';
import { pack } from '../pack/pack.ts';
import { loadRecipe } from '../recipe/load.ts';
import { fromHere } from '../settings.ts';
import { positive } from './numbers.ts';

interface Options {
  out: string;
  backend: 'webgpu' | 'wasm';
  part: number;
}

/** Of megabytes as disks and networks count them. */
const MEGABYTE = 1e6;

export const packCommand = new Command('pack')
  .description('a recipe with all that it takes to train it, for a rented machine without npm or network')
  .argument('<recipe>', 'name of a recipe in model-build/recipes, or a path to one')
  .requiredOption('--out <folder>', 'is made; copy it to the machine and run ./train in it', fromHere)
  .addOption(
    new Option('--backend <name>', 'what trains there: a GPU, or the processor')
      .choices(['webgpu', 'wasm'])
      .default('webgpu'),
  )
  .option('--part <megabytes>', 'most of a part', positive, 45)
  .addHelpText(
    'after',
    `
The folder holds Node for Linux on x86-64, what trains, the recipe, its text and what it begins from. There,
./train --minutes 50 unpacks, says what the machine lacks, measures it, and trains as many tokens as fit. Home again:
npm run model -- build <recipe> --weights result/weights.fp16.safetensors --run result/run.json

Examples:
  npm run model -- pack english --out english-pack
  npm run model -- pack my-model --out my-pack --backend wasm`,
  )
  .action(async (name: string, { out, backend, part }: Options) => {
    const options = { out, backend, partBytes: Math.round(part * MEGABYTE) };
    const sizes = await pack(await loadRecipe(name), options, console.error);
    const megabytes = sizes.map((size) => (size / MEGABYTE).toFixed(1));
    console.log(`${out}: ${sizes.length} parts of ${megabytes.join(', ')} MB`);
  });
