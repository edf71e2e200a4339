/** How fast this machine trains a network: the real step on random tokens, for a while. */
import { openBackend } from '../backend/index.ts';
import { Random } from '../random/random.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { Lanes } from './lanes.ts';
import { Trainer } from './trainer.ts';

/** What decides how long a step takes. */
export interface StepSize {
  vocabulary: number;
  network: Recipe['network'];
  batch: number;
  window: number;
}

/** Resolves with tokens a second, the median over the steps of `seconds`. */
export async function probeSpeed(
  size: StepSize,
  training: Recipe['training'],
  seconds: number,
): Promise<number> {
  const { ops } = await openBackend(training.backend);
  const spec = { ...size.network, vocabulary: size.vocabulary };
  // Without an end: past the end of a schedule its rate is negative, and the weights explode.
  const endless = { ...training, tokens: Number.MAX_SAFE_INTEGER };
  const trainer = new Trainer(ops, spec, endless, 1, 0);
  const random = new Random(1);
  const { batch, window, vocabulary } = size;
  const perStep = batch * window;
  const tokens = Uint16Array.from({ length: 2 * perStep + batch }, () => random.next() % vocabulary);
  const lanes = new Lanes(tokens, batch, window);
  // The first step pays for compilation and for the growth of the heap.
  await trainer.train(lanes);
  const times: number[] = [];
  const end = performance.now() + 1000 * seconds;
  let since = performance.now();
  while (performance.now() < end || times.length < 3) {
    // A GPU tells of many steps together.
    const told = await trainer.advance(lanes);
    if (told.length === 0) continue;
    const now = performance.now();
    times.push(...told.map(() => (now - since) / 1000 / told.length));
    since = now;
  }
  await trainer.settle();
  trainer.dispose();
  const median = times.toSorted((a, b) => a - b)[times.length >> 1];
  return perStep / median;
}
