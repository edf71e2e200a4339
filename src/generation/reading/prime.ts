/** The first half of a generation: the model reads what is there. Any number of completions can start from it. */
import type { State, StepModel } from '../../contract/step-model.ts';
import type { Scored } from '../drawing/score-token.ts';
import { readBlock, rowsOf } from '../stepping/blocks.ts';
import type { Pace } from '../stepping/pace.ts';

/** A model that has read a text. */
export interface Primed {
  state: State;
  /** Of what comes next, `[vocabulary]`; not the model's buffer. */
  logits: Float32Array;
  /** Scores of the tokens read, the first of them excepted; empty unless asked for. */
  scores: Scored[];
}

/** Numbers in a state. */
export const sizeOf = (state: State): number => state.reduce((sum, part) => sum + part.length, 0);

/** A state of one's own. Its vectors share a buffer: to make one for each takes four times as long. */
export function copyState(state: State): State {
  const all = new Float32Array(sizeOf(state));
  let at = 0;
  return state.map((part) => {
    const own = all.subarray(at, at + part.length);
    own.set(part);
    at += part.length;
    return own;
  });
}

/** The same point again, to be written on by somebody else. */
export function fork({ state, logits, scores }: Primed): Primed {
  return { state: copyState(state), logits, scores };
}

/** Scores `token` by the logits of its place. */
export type ScoreToken = (logits: Float32Array, token: number) => Scored;

/** How a text is read. */
export interface Reading {
  /** Scores each token by the logits before it; undefined spares the logits of all but the last. */
  score?: ScoreToken;
  /** Indices of tokens before which the state is copied. */
  copyBefore?: readonly number[];
  /** The first token is one that the model has drawn itself. */
  firstByModel?: boolean;
}

/** Reads `tokens`, at least one, into `state`, in blocks. `copies`: the states asked for, in the order of `copyBefore`. */
export async function prime(
  model: StepModel,
  state: State,
  tokens: readonly number[],
  pace: Pace,
  { score, copyBefore = [], firstByModel = false }: Reading = {},
): Promise<Primed & { copies: State[] }> {
  const scores: Scored[] = [];
  const copies = new Map<number, State>();
  let logits: Float32Array = new Float32Array();
  for (let from = 0, to = 0; from < tokens.length; from = to) {
    if (copyBefore.includes(from)) copies.set(from, copyState(state));
    to = Math.min(from + rowsOf(model), tokens.length, ...copyBefore.filter((index) => index > from));
    await pace.beforeSteps(to - from);
    const wanted = score ? 'all' : to === tokens.length ? 'last' : 'none';
    const known = await readBlock(model, tokens.slice(from, to), state, wanted, firstByModel && from === 0);
    if (score) {
      for (let i = from; i < Math.min(to, tokens.length - 1); i++) {
        scores.push(score(known[i - from]!, tokens[i + 1]!));
      }
    }
    if (to === tokens.length) logits = known[known.length - 1]!;
  }
  return { state, logits, scores, copies: copyBefore.map((index) => copies.get(index)!) };
}
