/** The point that a completion starts from, beside the state of the model. */
import type { State } from '../../contract/step-model.ts';
import type { Spelling } from '../../text/spelling.ts';

/** Where a completion begins in a text. */
export interface Beginning {
  /** Tokens of the text before it as it was sent, without the start token. */
  consumed: number;
  /** Of the text before it: what is shown is spelled by it. Absent: as the model spells. */
  spelling?: Spelling;
  /** The last tokens that the model has read, at most `PENALTY_WINDOW`: none of a word that is to be healed. */
  recent: readonly number[];
  /** Bytes of that word. */
  unfinished?: Uint8Array;
  /** How many tokens at the end of `recent` an earlier completion has drawn. */
  spokenOfRecent: number;
  /** Bytes that an earlier completion has drawn and not shown. */
  unshown?: Uint8Array;
  /** The state before the last token was fed, which a completion of no tokens goes on from. */
  beforeLast?: State;
}
