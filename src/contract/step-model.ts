/** The seam between generation and every runtime: one token in, logits out, state carried. */

/** One vector per state of the step graph, `[states][size]`. */
export type State = Float32Array[];

export interface StepModel {
  /** Entries of the vocabulary; the length of the logits. */
  readonly vocabulary: number;
  /** Name of the runtime that runs this model, for fingerprints. */
  readonly runtime: string;
  /** The zero state that every document starts from. */
  initialState(): State;
  /**
   * Feeds one token. Writes the next state into `state` (in place) and returns the logits,
   * `[vocabulary]`, in a buffer that the model owns and overwrites on the next call. `byModel`: the model
   * has drawn the token itself; a network takes it like any other, a cache learns nothing from it.
   */
  step(token: number, state: State, byModel?: boolean): Promise<Float32Array>;
  /** Feeds one token as `step` does, without making logits: what a prompt needs of all its tokens but the last. */
  feed?(token: number, state: State, byModel?: boolean): Promise<void>;
  /** Logarithm of the sum of the exponentials of the logits that `step` returned last, where a runtime is quick at it. */
  normalizer?(): number;
  /** Frees the runtime's memory. The model must not be used afterwards. */
  dispose(): void;
}
