/** Reads a whole text, and what the network says after its last token. */
import type { State, StepModel } from '../contract/step-model.ts';

/** Tokens between two turns of the event loop: a millisecond or so of a small network. */
const TOKENS_PER_TURN = 4096;

/** What is read with. */
export interface Reading {
  model: StepModel;
  startToken: number;
  signal: AbortSignal;
  /** Gives the event loop a turn. */
  pause(): Promise<void>;
}

/** Logits `[names]`, a copy, and the state after the text. Throws the signal's reason once the caller has gone. */
export async function readTokens(
  { model, startToken, signal, pause }: Reading,
  tokens: readonly number[],
): Promise<{ logits: Float32Array; state: State }> {
  const state = model.initialState();
  const all = [startToken, ...tokens];
  const rows = model.read ? (model.rows ?? 1) : 1;
  let logits: Float32Array | undefined;
  let turn = 0;
  for (let at = 0; at < all.length; at += rows) {
    if (at >= turn + TOKENS_PER_TURN) {
      turn = at;
      await pause();
    }
    signal.throwIfAborted();
    const block = all.slice(at, at + rows);
    const last = at + rows >= all.length;
    if (model.read) [logits] = await model.read(block, state, last ? 'last' : 'none');
    else logits = await model.step(block[0]!, state);
  }
  return { logits: logits!.slice(), state };
}
