/** The point that a completion starts from, beside the state of the model. */
import type { State } from '../../contract/step-model.ts';

export interface Beginning {
  /** Tokens of the text before it, without the start token. */
  consumed: number;
  /** The last of those tokens, at most `PENALTY_WINDOW`. */
  recent: readonly number[];
  /** How many tokens at the end of `recent` an earlier completion has drawn. */
  spokenOfRecent: number;
  /** Bytes that an earlier completion has drawn and not shown. */
  unshown?: Uint8Array;
  /** The state before the last token was fed, which a completion of no tokens goes on from. */
  beforeLast?: State;
}
