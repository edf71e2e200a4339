/** A point in a text from which reading or writing can go on later, elsewhere, as if it had never stopped. */
import type { State } from '../../contract/step-model.ts';

export interface Snapshot {
  /** `read`: before a prompt's unfinished last word. `written`: after a completion. */
  kind: 'read' | 'written';
  /** The model's, before it was fed `pending`. */
  state: State;
  /** The token to feed first: what comes after it is known by its logits, and logits are not kept. */
  pending: number;
  /** `read`: the unfinished word, in UTF-8. `written`: what a completion has drawn and not shown. */
  bytes: Uint8Array;
  /** Tokens up to here, without the start token; `pending` is the last of them. */
  consumed: number;
  /** The last of those tokens, at most `PENALTY_WINDOW`. */
  recent: readonly number[];
  /** How many tokens at the end of `recent` a completion has drawn. */
  spokenOfRecent: number;
  /** Of the coins: see `restoreRng`. Absent before anything is written. */
  rng?: Int32Array;
}
