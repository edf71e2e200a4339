/** Where suggestions come from: a server, a model in the page, or anything that can finish a text. */

/** What is asked at one caret. */
export interface Question {
  /** Everything before the caret. Never empty. */
  readonly before: string;
  /** Everything after the caret. */
  readonly after: string;
  /** How many choices are wanted at most. */
  readonly limit: number;
}

/** One way to go on. */
export interface Choice {
  /** What would be inserted at the caret, as it is: with a leading space, where one is needed. */
  readonly text: string;
  /** Calibrated probability that it is right, from 0 to 1; null where the source knows none. */
  readonly confidence: number | null;
}

/** The answer to one question. */
export interface Answer {
  /** The likeliest first. Empty: nothing is likely enough. */
  readonly choices: readonly Choice[];
  /** What answered: model, version and runtime. Null where the source does not say. */
  readonly fingerprint: string | null;
}

/** Where suggestions come from: a server, a model in the page, or a function of the page. */
export interface Source {
  /**
   * Rejects when no answer can be had, with the signal's reason when it was aborted. An error's `retryAfterSeconds`,
   * where it is a number, is obeyed. At most two calls are under way for one assistant.
   */
  suggest(question: Question, options: { signal: AbortSignal }): Promise<Answer>;
  /** Somebody has come who may ask: what the first answer will wait for is begun now. What fails is told with that answer. */
  prepare?(): void;
}
