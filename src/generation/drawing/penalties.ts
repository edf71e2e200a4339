/** What a request may change in the logits before a token is drawn; penalty-box.ts changes them. */

/**
 * Penalties look so many tokens back, over prompt and completion: a bound on their cost, and few enough to be carried
 * from request to request.
 */
export const PENALTY_WINDOW = 256;

/** What is changed in the logits of tokens that stood in the text before. */
export interface Penalties {
  /** Taken once from every token of the completion. */
  presence: number;
  /** Taken from a token of the completion as often as it stands there. */
  frequency: number;
  /** Makes tokens of prompt and completion less likely when above 1. */
  repetition: number;
  /** No run of so many tokens comes twice in prompt and completion; 0 for no such rule. */
  noRepeatNgram: number;
  /** Added to logits, by token. */
  bias: ReadonlyMap<number, number>;
}

/** Penalties that change nothing. */
export const NO_PENALTIES: Penalties = {
  presence: 0,
  frequency: 0,
  repetition: 1,
  noRepeatNgram: 0,
  bias: new Map(),
};
