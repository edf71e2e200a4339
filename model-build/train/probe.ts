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

/** Resolves with tokens a second, those of the longest stretch of 1, 2, 4 and so on steps that fits into `seconds`; of one step if none does. */
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
  const end = performance.now() + 1000 * seconds;
  // A GPU is waited for at the end of a stretch only, and a slow one is not asked for more steps than fit.
  let took = 0;
  let steps = 1;
  for (; took === 0 || performance.now() + 2 * took < end; steps *= 2) {
    const since = performance.now();
    for (let i = 0; i < steps; i++) await trainer.advance(lanes);
    await trainer.settle();
    took = performance.now() - since;
  }
  trainer.dispose();
  return (1000 * perStep * (steps / 2)) / took;
}
