/** How good a network in training is on held-out text. */
import { Lanes } from './lanes.ts';
import type { Trainer } from './trainer.ts';
import type { TrainingText } from './training-text.ts';

/** Streams that a held-out text is cut into at most. */
const MOST_LANES = 16;

/** Bits a byte that `nats` a token of a text are. */
export const bitsPerByte = (nats: number, text: TrainingText): number =>
  ((nats / Math.LN2) * text.tokens.length) / text.bytes;

/** Bits per byte of the averaged weights over the whole windows of a text. */
export async function validate(trainer: Trainer, held: TrainingText, window: number): Promise<number> {
  const batch = Math.max(1, Math.min(MOST_LANES, Math.floor((held.tokens.length - 1) / window)));
  const lanes = new Lanes(held.tokens, batch, Math.min(window, held.tokens.length - 1));
  const windows = Math.max(1, Math.floor((held.tokens.length - 1) / batch / window));
  return bitsPerByte(await trainer.validate(lanes, batch, windows), held);
}
