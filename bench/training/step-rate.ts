/** One process, one network: trains a few steps on random tokens and prints the median tokens per second as JSON. */
import { openBackend } from '../../model-build/backend/index.ts';
import { median } from '../statistics.ts';
import { benchTrainer, TOKENS_PER_STEP } from './trainer.ts';

const WARM_UP = 2;

const [name, steps, shards] = process.argv.slice(2);
const { ops, description } = await openBackend('wasm');
const { trainer, lanes } = benchTrainer(ops, name, { shards: Number(shards ?? 1) });
const seconds: number[] = [];
for (let i = 0; i < WARM_UP + Number(steps); i++) {
  const started = performance.now();
  await trainer.train(lanes);
  if (i >= WARM_UP) seconds.push((performance.now() - started) / 1000);
}
trainer.dispose();
console.log(JSON.stringify({ tokensPerSecond: TOKENS_PER_STEP / median(seconds), description }));
