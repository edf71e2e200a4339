import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { Command } from 'commander';
import { openBackend } from '../backend/index.ts';
import { gateUse } from '../diagnostics/gates.ts';
import { gradientDistances } from '../diagnostics/gradient-distance.ts';
import { type Gradients, writeGradients } from '../diagnostics/gradients-file.ts';
import { type StackGradients, stackGradients } from '../diagnostics/layer-gradients.ts';
import { neighbours } from '../diagnostics/neighbours.ts';
import { runFolder } from '../diagnostics/run-folder.ts';
import { spectra } from '../diagnostics/singular-values.ts';
import { stretches } from '../diagnostics/stretches.ts';
import { openTrained, variablesOf } from '../diagnostics/trained.ts';
import { clipRatePlot } from '../report/clip-plot.ts';
import { gradientPlots } from '../report/gradient-sections.ts';
import { svgFile } from '../report/plot.ts';
import { writeReport } from '../report/report.ts';
import { readLog } from '../report/run-log.ts';
import { wholeNumber } from './numbers.ts';

interface Options {
  distance: number;
  positions: number;
  depth: number;
  depthSteps: number;
}

/** Tokens that fill the state before anything is measured, and those that gates are watched over. */
const WARM_TOKENS = 64;
const GATE_LANES = 16;

export const gradientsCommand = new Command('gradients')
  .description(
    'how gradients fare in a trained network: over time, over depth, at its gates; and into its report',
  )
  .argument('<run>', 'name of a finished run under RUNS, or its folder')
  .option('--distance <k>', 'steps to go back', wholeNumber(1), 100)
  .option('--positions <n>', 'predictions that the means are over', wholeNumber(1), 256)
  .option('--depth <n>', 'deepest stack to compare; 0 for none', wholeNumber(0), 8)
  .option(
    '--depth-steps <n>',
    'steps of training before the gradients of stacks are taken',
    wholeNumber(0),
    0,
  )
  .addHelpText('after', '\nExample:\n  npm run model -- gradients english-0.1.0 --distance 60')
  .action(async (name: string, options: Options) => {
    const dir = runFolder(name);
    const { recipe, spec, weights, tokenizer, training, text, textName } = await openTrained(
      dir,
      console.error,
    );
    const { ops } = await openBackend(recipe.training.backend);
    const variables = variablesOf(weights);
    const places = stretches(text, {
      count: options.positions,
      length: WARM_TOKENS + options.distance + 1,
      startToken: tokenizer.startToken,
      seed: recipe.seed,
    });
    console.error(`gradients over ${options.distance} steps at ${places.length} positions`);
    const distances = await gradientDistances(spec, variables, places, options.distance);
    const gates = await gateUse(spec, variables, places.slice(0, GATE_LANES));
    tf.dispose([...variables.values()]);
    console.error('singular values');
    const kernels = spectra(spec, weights);
    const stacks: StackGradients[] = [];
    const { startToken, size: vocabulary } = tokenizer;
    for (let depth = 1; depth <= options.depth; depth++) {
      console.error(`a stack of ${depth}`);
      const tokens = { tokens: training, vocabulary, startToken };
      stacks.push(await stackGradients(ops, recipe, tokens, depth, options.depthSteps));
    }
    const gradients: Gradients = {
      text: textName,
      distances,
      gates,
      spectra: kernels,
      stacks: { steps: options.depthSteps, stacks },
      neighbours: neighbours(tokenizer, weights.get('table')!, {}),
    };
    await writeGradients(dir, gradients);
    for (const { name: plotName, svg } of await gradientPlots(gradients))
      await writeFile(join(dir, `${plotName}.svg`), svgFile(svg));
    const { steps } = await readLog(join(dir, 'log.jsonl'));
    if (steps.length > 0)
      await writeFile(join(dir, 'clip-rate.svg'), svgFile(await clipRatePlot(steps, recipe.training.clip)));
    summarise(gradients);
    console.log(await writeReport(dir));
  });

function summarise({ distances: { all } }: Gradients): void {
  for (const k of [10, 50, 100])
    if (k <= all.length)
      console.log(`norm at ${k} over norm at 1: ${(all[k - 1] / all[0]).toExponential(2)}`);
}
