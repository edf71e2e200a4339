/** The seam between generation and every runtime: one token in, logits out, state carried. */

/** One vector per state of the step graph, `[states][size]`. */
export type State = Float32Array[];

/** What a text's own words are held against: see cache-model/prominence.ts. */
export interface Rarity {
  /** How common each token is in general, `[vocabulary]`: see cache-model/background.ts. */
  readonly background: Uint8Array;
  /** 1 / (prior * share of the text), by byte of `background`: `[256]`. */
  readonly factors: Float32Array;
  /** What a place counts for is multiplied by this for each token behind it. */
  readonly decay: number;
}

/** A network as a state machine: a token and a state in, logits and the next state out. */
export interface StepModel {
  /** Length of the logits: entries of the vocabulary, or names of what a text may be. */
  readonly vocabulary: number;
  /** Name of the runtime that runs this model, for fingerprints. */
  readonly runtime: string;
  /** The zero state that every document starts from. */
  initialState(): State;
  /**
   * Feeds one token. Writes the next state into `state` (in place) and returns the logits, `[vocabulary]`, which are the
   * caller's from then on: between a call and the end of its promise another request may step the same model.
   * `byModel`: the model has drawn the token itself; a network takes it like any other, a cache learns nothing from it.
   */
  step(token: number, state: State, byModel?: boolean): Promise<Float32Array>;
  /** Most tokens that one call of `read`, and most states that one call of `stepMany` takes. */
  readonly rows?: number;
  /**
   * Feeds `tokens`, 1 to `rows` of them, as so many calls of `step` would, to the same bits, and quicker. Returns logits,
   * each `[vocabulary]`, as `step` does: after no token, after the last, or after each. `byModel`: the model has drawn
   * the first of them itself.
   */
  read?(
    tokens: readonly number[],
    state: State,
    wanted: 'none' | 'last' | 'all',
    byModel?: boolean,
  ): Promise<readonly Float32Array[]>;
  /** Feeds `tokens[i]` to `states[i]`, 1 to `rows` of them, as so many calls of `step` would. Returns logits for each. */
  stepMany?(
    tokens: readonly number[],
    states: readonly State[],
    byModel?: boolean,
  ): Promise<readonly Float32Array[]>;
  /**
   * The same model on the same states, whose logits `mix` changes by the last tokens that the state has seen (see
   * cache-model/history.ts): where the model keeps them.
   */
  mixing?(mix: (logits: Float32Array, recent: Uint16Array) => Float32Array): StepModel;
  /** Logarithm of the sum of the exponentials of at most `vocabulary` logits, where a runtime is quick at it. */
  normalizer?(logits: Float32Array): number;
  /**
   * Raises the logits of the tokens among `numbers` (a history of at most 1,024, see cache-model/history.ts) by
   * `strength * ln(1 + odds)`, in place. Returns the normalizer of what they are then, or
   * anything if it is not `wanted`. Where a runtime is quick at it.
   */
  raise?(
    logits: Float32Array,
    numbers: Uint16Array,
    rarity: Rarity,
    strength: number,
    wanted: boolean,
  ): number;
  /** The same model over what `change` makes of its network, which has the same answers; where it has one beneath it. */
  over?(change: (network: StepModel) => Pick<StepModel, 'step' | 'read'>): StepModel;
  /** Frees the runtime's memory. The model must not be used afterwards. */
  dispose(): void;
}
