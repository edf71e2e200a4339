import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { openBackend } from '../backend/index.ts';
import { DISTANCES, GUESS, recallByDistance } from '../diagnostics/recall.ts';
import { type Cell, CellSchema } from '../network/spec.ts';
import { plot, svgFile } from '../report/plot.ts';
import { runsFolder } from '../settings.ts';
import { progress } from '../train/progress.ts';
import { wholeNumber } from './numbers.ts';

interface Options {
  hidden: number;
  steps: number;
  seed: number;
}

export const recallCommand = new Command('recall')
  .description(
    'how far back cells can learn to remember: a symbol to be repeated after 5 to 200 steps of noise',
  )
  .argument('[stacks...]', 'cells of each network, + between layers', ['rnn', 'gru', 'lstm', 'lstm+gru'])
  .option('--hidden <n>', 'width of each layer, a multiple of 4', wholeNumber(4), 64)
  .option('--steps <n>', 'steps of training, 32 sequences of 201 tokens each', wholeNumber(1), 600)
  .option('--seed <n>', 'of weights and sequences', wholeNumber(0), 1)
  .addHelpText('after', '\nExample:\n  npm run model -- recall rnn gru gated-linear --steps 300')
  .action(async (stacks: string[], options: Options) => {
    const { ops } = await openBackend('auto');
    const networks = stacks.map((name) => ({
      name,
      cells: name.split('+').map(cellOf),
    }));
    const results: { name: string; shares: number[] }[] = [];
    for (const { name, cells } of networks) {
      const bar = progress(options.steps, 0, 'steps');
      const shares = await recallByDistance(ops, { cells, ...options }, (step, loss) =>
        bar.update(step, `${name}  loss ${loss.toFixed(4)}`),
      );
      bar.stop();
      results.push({ name, shares });
      const shown = DISTANCES.map((distance, i) => `${distance}: ${(100 * shares[i]).toFixed(0)} %`);
      console.log(`${name.padEnd(12)} ${shown.join('  ')}`);
    }
    const dir = join(runsFolder(), 'recall');
    await mkdir(dir, { recursive: true });
    const report = { ...options, distances: DISTANCES, results };
    await writeFile(join(dir, 'recall.json'), `${JSON.stringify(report)}\n`);
    const svg = await plot({
      x: { title: 'steps back', log: true },
      y: { title: 'right answers, %' },
      points: results.flatMap(({ name, shares }) =>
        shares.map((share, i) => ({ x: DISTANCES[i], y: 100 * share, series: name })),
      ),
      level: 100 * GUESS,
      dots: true,
    });
    await writeFile(join(dir, 'recall.svg'), svgFile(svg));
    console.log(join(dir, 'recall.svg'));
  });

/** Throws an error that lists the cells there are. */
function cellOf(name: string): Cell {
  const { data, success } = CellSchema.safeParse(name);
  if (!success) throw new Error(`no cell ${name}; there are: ${CellSchema.options.join(', ')}`);
  return data;
}
