/** A point in a text from which reading or writing can go on later, elsewhere, as if it had never stopped. */
import type { State } from '../../contract/step-model.ts';
import type { Spelling } from '../../text/spelling.ts';

/** All that is needed to go on from a point of a text. */
export interface Snapshot {
  /** `read`: before a prompt's unfinished last word. `written`: after a completion. */
  kind: 'read' | 'written';
  /** The model's, before it was fed `pending`. */
  state: State;
  /** The token to feed first: what comes after it is known by its logits, and logits are not kept. */
  pending: number;
  /** `read`: the unfinished word as it was sent, in UTF-8. `written`: what a completion has drawn and not shown. */
  bytes: Uint8Array;
  /** Of the text before `bytes`. */
  spelling: Spelling;
  /** Tokens of what was sent and drawn up to here, without the start token. */
  consumed: number;
  /** The last tokens that were read or drawn, at most `PENALTY_WINDOW`; `pending` is the last of them. */
  recent: readonly number[];
  /** How many tokens at the end of `recent` a completion has drawn. */
  spokenOfRecent: number;
  /** Of the coins: see `restoreRng`. Absent before anything is written. */
  rng?: Int32Array;
}
