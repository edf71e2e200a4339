import { describe, expect, it } from 'vitest';
import { LossWatch } from '../../../../model-build/train/loss-watch.ts';
import { ExplosionError } from '../../../../model-build/train/trainer.ts';

/** ln 257 is 5.55: the limit is 11.1 for a run that begins where it knows nothing. */
const BYTES = 257;
const watched = (losses: readonly number[], vocabulary = BYTES): LossWatch => {
  const watch = new LossWatch(vocabulary);
  for (const [step, loss] of losses.entries()) watch.observe(step, loss);
  return watch;
};
const steps = (count: number, loss: (step: number) => number) =>
  Array.from({ length: count }, (_, step) => loss(step));

describe('a loss that explodes while it is finite', () => {
  it('is told by its step when it stays far away', () => {
    const learned = steps(100, (step) => 5.5 * 0.98 ** step + 1.3);
    expect(() => watched([...learned, ...steps(30, () => 25)])).toThrow(ExplosionError);
    expect(() => watched([...learned, ...steps(30, () => 25)])).toThrow(
      /^step 120: the loss exploded, 25\.00 nats a token now and above 1\d\.\d\d in most of the last 40 steps/,
    );
  });

  it('is told though it comes back now and then', () => {
    expect(() => watched([5.5, ...steps(60, (step) => (step % 4 ? 9000 : 3))])).toThrow('the loss exploded');
  });

  it('casts doubt on the weights from its first step on', () => {
    const watch = watched(steps(50, () => 2));
    expect(watch.steady).toBe(true);
    watch.observe(50, 25);
    expect(watch.steady).toBe(false);
    watch.observe(51, 2);
    expect(watch.steady).toBe(true);
  });
});

it('a watch that begins again knows as much as one that never stopped', () => {
  const losses = [...steps(50, () => 1.3), 25, 25];
  const [whole, again] = [watched(losses), new LossWatch(BYTES)];
  again.restart([9000, 9000]);
  again.restart(losses);
  const reason = (watch: LossWatch) => {
    try {
      for (let step = losses.length; ; step++) watch.observe(step, 25);
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(again.steady).toBe(false);
  expect(reason(again)).toBe(reason(whole));
});

describe('no explosion is', () => {
  it.each([
    ['a fresh network, a little worse than knowing nothing', steps(200, (step) => 6.3 - step / 100)],
    ['one bad window', [...steps(50, () => 1.3), 25, ...steps(50, () => 1.3)]],
    ['a spike that heals', [...steps(50, () => 5), ...steps(13, () => 1e6), ...steps(50, () => 4)]],
    ['a rise to twice the loss that was reached', steps(500, (step) => (step < 250 ? 2 : 4))],
    ['a loss that goes all the way back to knowing nothing', steps(500, (step) => (step < 250 ? 1 : 5.6))],
    ['weights of another text that begin far above knowing nothing', steps(300, (step) => 14 - step / 30)],
    ['windows of few tokens, that differ by much', steps(500, (step) => (step % 2 ? 0.5 : 15))],
  ])('%s', (_, losses) => {
    expect(() => watched(losses)).not.toThrow();
  });
});
