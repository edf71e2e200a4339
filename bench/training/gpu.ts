/**
 * Where a training step on a GPU goes: tokens a second without waiting, then one step with a pass of its own for each
 * program, timed by the GPU where it has timestamps, counted where not. As Markdown.
 */
import { openBackend } from '../../model-build/backend/index.ts';
import { type Cost, profile } from '../../model-build/ops/webgpu/profile.ts';
import type { Trainer } from '../../model-build/train/trainer.ts';
import { type BenchSize, benchTrainer } from './trainer.ts';

/** What a large GPU is kept busy by, and what a GPU that the processor plays can bear. */
const LARGE: BenchSize = { batch: 256, window: 128 };
const SMALL: BenchSize = { batch: 4, window: 16 };
/** Steps that are told together, twice: the first ones pay for compilation. */
const STEPS = 32;
const STEPS_IN_SOFTWARE = 2;
/** Beside english itself, the cells whose states meet a matrix. */
const CELLS = ['english', 'gru', 'lstm'];

/** Tokens a second of `steps` steps after as many to warm up. */
async function rate(
  trainer: Trainer,
  lanes: Parameters<Trainer['advance']>[0],
  steps: number,
  tokens: number,
) {
  const run = async () => {
    for (let i = 0; i < steps; i++) await trainer.advance(lanes);
    await trainer.settle();
  };
  await run();
  const started = performance.now();
  await run();
  return (tokens * steps) / ((performance.now() - started) / 1000);
}

function print(costs: Cost[]): void {
  const timed = costs.every(({ milliseconds }) => milliseconds !== undefined);
  const all = costs.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0);
  console.log(`| program | dispatches | GMAC | MB |${timed ? ' ms | share | TFLOP/s |' : ''}`);
  console.log(`|---|---|---|---|${timed ? '---|---|---|' : ''}`);
  for (const { name, count, macs, bytes, milliseconds = 0 } of costs) {
    const figures = [
      name,
      count,
      macs > 0 ? (macs / 1e9).toFixed(2) : '',
      bytes > 0 ? (bytes / 1e6).toFixed(1) : '',
    ];
    if (timed) {
      figures.push(milliseconds.toFixed(2), `${((100 * milliseconds) / all).toFixed(1)} %`);
      figures.push(macs > 0 ? ((2 * macs) / milliseconds / 1e9).toFixed(1) : '');
    }
    console.log(`| ${figures.join(' | ')} |`);
  }
  const count = costs.reduce((sum, cost) => sum + cost.count, 0);
  const macs = costs.reduce((sum, cost) => sum + cost.macs, 0);
  const bytes = costs.reduce((sum, cost) => sum + cost.bytes, 0);
  const figures = ['**all**', count, (macs / 1e9).toFixed(2), (bytes / 1e6).toFixed(1)];
  if (timed) figures.push(all.toFixed(2), '', ((2 * macs) / all / 1e9).toFixed(1));
  console.log(`| ${figures.join(' | ')} |\n`);
}

/** Measures each cell on the backend of that name. Throws BackendUnavailable. */
export async function profileGpu(asked: readonly string[]): Promise<void> {
  const { ops, description, software } = await openBackend('webgpu');
  const size = software ? SMALL : LARGE;
  const tokens = size.batch * size.window;
  console.log(`${description}. A step is ${size.batch} lanes of ${size.window} tokens.\n`);
  for (const name of asked.length > 0 ? asked : CELLS) {
    const { trainer, lanes } = benchTrainer(ops, name, { size });
    const speed = await rate(trainer, lanes, software ? STEPS_IN_SOFTWARE : STEPS, tokens);
    console.log(`## ${name}: ${Math.round(speed)} tokens/s\n`);
    print(await profile(() => trainer.train(lanes)));
    trainer.dispose();
  }
}
