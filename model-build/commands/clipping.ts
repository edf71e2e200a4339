import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { openBackend } from '../backend/index.ts';
import { type ClippingRun, clippingRun, NO_CLIPPING, unigramEntropy } from '../diagnostics/clipping.ts';
import { plot, svgFile } from '../report/plot.ts';
import { runsFolder } from '../settings.ts';
import { bytesTokenizerFile } from '../tokenizer/file.ts';
import { positive, wholeNumber } from './numbers.ts';

interface Options {
  clip: number;
  rate: number;
  steps: number;
  seed: number;
}

const TEXT = join(import.meta.dirname, '../../models/fixture-gru/corpus.txt');
/** The loss that is told: mean over the last steps. */
const LAST = 20;

export const clippingCommand = new Command('clipping')
  .description('what clipping is for: eight linear Elman layers, trained with and without')
  .option('--clip <norm>', 'largest norm of the gradients of the run that is clipped', positive, 1)
  .option('--rate <rate>', 'learning rate', positive, 0.01)
  .option('--steps <n>', 'steps of 8 x 128 bytes', wholeNumber(LAST), 200)
  .option('--seed <n>', 'of weights and resets', wholeNumber(0), 1)
  .addHelpText(
    'after',
    `
Trains on a text of the repository, by wasm alone: at the edge of what a float holds, the last bits of a sum decide, and
these are then the same everywhere.

Example:
  npm run model -- clipping --seed 2`,
  )
  .action(async ({ clip, rate: learningRate, steps, seed }: Options) => {
    process.env.AFTERWORD_BLAS = 'off';
    const tokenizer = loadTokenizer(bytesTokenizerFile());
    const tokens = Uint16Array.from([
      tokenizer.startToken,
      ...tokenizer.encode(await readFile(TEXT, 'utf8')),
    ]);
    const { ops } = await openBackend('wasm');
    const runs: Record<string, ClippingRun> = {};
    for (const [name, threshold] of Object.entries({ [`clip ${clip}`]: clip, 'no clipping': NO_CLIPPING })) {
      const options = { clip: threshold, learningRate, steps, seed };
      runs[name] = await clippingRun(ops, { tokens, vocabulary: tokenizer.size }, options);
      console.log(`${name.padEnd(12)} ${outcome(runs[name])}`);
    }
    const unigram = unigramEntropy(tokens);
    console.log(`${'unigrams'.padEnd(12)} ${unigram.toFixed(3)} nats a token`);

    const dir = join(runsFolder(), 'clipping');
    await mkdir(dir, { recursive: true });
    const report = { clip, learningRate, steps, seed, unigram, runs };
    await writeFile(join(dir, 'clipping.json'), `${JSON.stringify(report)}\n`);
    await draw(join(dir, 'clipping-loss.svg'), runs, 'loss', 'nats a token', unigram);
    await draw(join(dir, 'clipping-norm.svg'), runs, 'norm', 'norm of all gradients', clip);
    console.log(join(dir, 'clipping-loss.svg'));
  });

function outcome({ steps, explosion }: ClippingRun): string {
  const largest = Math.max(...steps.map(({ norm }) => norm)).toExponential(1);
  const last = steps.slice(-LAST);
  const mean = last.reduce((sum, { loss }) => sum + loss, 0) / last.length;
  return `${explosion ?? `${mean.toFixed(3)} nats a token over the last ${LAST} of ${steps.length} steps`}; largest norm ${largest}`;
}

async function draw(
  path: string,
  runs: Record<string, ClippingRun>,
  value: 'loss' | 'norm',
  title: string,
  level: number,
): Promise<void> {
  const points = Object.entries(runs).flatMap(([series, { steps }]) =>
    steps.map((step) => ({ x: step.step, y: step[value], series })),
  );
  const svg = await plot({ x: { title: 'step' }, y: { title, log: true }, points, level });
  await writeFile(path, svgFile(svg));
}
