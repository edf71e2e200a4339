/**
 * `node bench/training/profile.ts [cells]`: where the time of a training step goes, as a Markdown table, beside the speed
 * of one large product in the same process.
 */
import * as tf from '@tensorflow/tfjs';
import { type Heap, openHeap } from '../../model-build/heap/heap.ts';
import { fusedOps } from '../../model-build/ops/fused/index.ts';
import { benchTrainer, TOKENS_PER_STEP } from './trainer.ts';

const WARM_UP = 2;
const STEPS = 4;
const LARGE = 1024;
const LARGE_ROUNDS = 5;

/** What each kernel is counted as; the rest are elementwise. */
const KIND: Record<string, string> = { softmaxLoss: 'softmax', adamw: 'optimizer', sumSquares: 'optimizer' };
const KINDS = ['gemm', 'elementwise', 'softmax', 'optimizer'];

const spent = new Map<string, number>();
let products = 0;

function timed<A extends unknown[], R>(kind: string, run: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    const started = performance.now();
    const result = run(...args);
    spent.set(kind, (spent.get(kind) ?? 0) + performance.now() - started);
    return result;
  };
}

/** Counts the heap's products and kernels. Those that a product itself calls are part of it. */
function watch(heap: Heap): void {
  const plain: Record<string, (...args: number[]) => unknown> = { ...heap.kernels };
  const watched = Object.entries(plain).map(([name, run]) => [
    name,
    typeof run !== 'function' || name.startsWith('gemm') ? run : timed(KIND[name] ?? 'elementwise', run),
  ]);
  const gemm = timed('gemm', heap.gemm.bind(heap));
  Object.assign(heap, {
    kernels: Object.fromEntries(watched),
    gemm: (...args: Parameters<Heap['gemm']>) => {
      products += args[3] * args[4] * args[5];
      gemm(...args);
    },
  });
}

/** GMAC/s of the best of some square products. */
function roofline(heap: Heap): number {
  return tf.tidy(() => {
    const [a, b, c] = [1, 2, 3].map(() => heap.at(heap.zeros([LARGE, LARGE])));
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < LARGE_ROUNDS; i++) {
      const started = performance.now();
      heap.gemm(a, b, c, LARGE, LARGE, LARGE);
      best = Math.min(best, performance.now() - started);
    }
    return LARGE ** 3 / best / 1e6;
  });
}

const heap = await openHeap();
const roof = roofline(heap);
console.log(`Products by ${heap.library}. Square product of ${LARGE}: ${roof.toFixed(1)} GMAC/s.\n`);
watch(heap);
console.log(
  `| cell | ms a step | ${KINDS.join(' | ')} | the rest | GMAC/s in gemm | whole step, of the square one's |`,
);
console.log(`|---|---|${KINDS.map(() => '---').join('|')}|---|---|---|`);
const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : ['gated-linear', 'gru', 'lstm']) {
  const { trainer, lanes } = benchTrainer(fusedOps(heap), name);
  for (let i = 0; i < WARM_UP; i++) await trainer.train(lanes);
  spent.clear();
  products = 0;
  const started = performance.now();
  for (let i = 0; i < STEPS; i++) await trainer.train(lanes);
  const whole = performance.now() - started;
  const shares = KINDS.map((kind) => (spent.get(kind) ?? 0) / whole);
  const rest = 1 - shares.reduce((a, b) => a + b);
  const percent = [...shares, rest].map((share) => `${(100 * share).toFixed(0)} %`);
  const speed = products / spent.get('gemm')! / 1e6;
  const reached = `${((100 * products) / whole / 1e6 / roof).toFixed(0)} %`;
  const figures = [(whole / STEPS).toFixed(0), ...percent, speed.toFixed(1), reached];
  console.log(`| ${name} | ${figures.join(' | ')} |`);
  trainer.dispose();
}
console.log(`\nA step is ${TOKENS_PER_STEP} tokens.`);
