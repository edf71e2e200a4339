/**
 * Steps that were made lately. Who types on in a word has the same word searched for again: most of what the search after
 * `hel` steps, the search after `he` has stepped. What is remembered is a network's own answer, so whoever asks gets the
 * same to the bit; what a cache of the text adds to it is computed anew.
 */
import type { State, StepModel } from '../../contract/step-model.ts';
import { Lately } from './lately.ts';
import { copyState, sizeOf } from './prime.ts';

/** Bytes that a step takes beside its numbers, roughly. */
const OVERHEAD = 500;

interface Step {
  /** Whose it is, and of which token. */
  key: string;
  before: State;
  after: State;
  logits: Float32Array;
  bytes: number;
}

/** Bounded in bytes. */
export class StepMemory extends Lately<Step> {
  /**
   * The same model, which asks its network for no step that was made lately. `scope` names the model, a caller and an end
   * user of its: nothing passes from one scope to another. A model that cannot do without its network is left as it is.
   */
  within(scope: string, model: StepModel): StepModel {
    return (
      model.over?.((network) => {
        const step = (token: number, state: State) => this.#step(scope, network, token, state);
        return {
          step,
          read:
            network.read &&
            (async (tokens, state, wanted) =>
              tokens.length === 1 && wanted !== 'none'
                ? [await step(tokens[0]!, state)]
                : network.read!(tokens, state, wanted)),
        };
      }) ?? model
    );
  }

  async #step(scope: string, network: StepModel, token: number, state: State): Promise<Float32Array> {
    const key = `${token} ${scope}`;
    const known = this.find((step) => step.key === key && isSame(step.before, state));
    if (known) {
      for (const [i, part] of known.after.entries()) state[i]!.set(part);
      return known.logits.slice();
    }
    const before = copyState(state);
    const logits = await network.step(token, state);
    const bytes = OVERHEAD + 2 * key.length + 4 * (2 * sizeOf(state) + logits.length);
    this.add({ key, before, after: copyState(state), logits: logits.slice(), bytes });
    return logits;
  }
}

/** Zeros of either sign are the same: no network divides by its state. */
const isSame = (one: State, other: State): boolean => one.every((part, i) => areSame(part, other[i]!));

function areSame(one: Float32Array, other: Float32Array): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
