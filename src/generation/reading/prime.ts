/** The first half of a generation: the model reads what is there. Any number of completions can start from it. */
import type { State, StepModel } from '../../contract/step-model.ts';
import { type Scored, scoreToken } from '../drawing/score.ts';
import type { Pace } from '../stepping/pace.ts';

/** A model that has read a text. */
export interface Primed {
  state: State;
  /** Of what comes next, `[vocabulary]`; not the model's buffer. */
  logits: Float32Array;
  /** Scores of the tokens read, the first of them excepted; empty unless asked for. */
  scores: Scored[];
}

export const copyState = (state: State): State => state.map((part) => part.slice());

/** The same point again, to be written on by somebody else. */
export function fork({ state, logits, scores }: Primed): Primed {
  return { state: copyState(state), logits, scores };
}

export interface Reading {
  /** Scores each token by what was before it, beside so many of the likeliest; undefined spares the logits of all but the last. */
  scoreTop?: number;
  /** Is told of the state before each token is fed; it must copy what it keeps. */
  before?: (index: number, state: State) => void;
  /** The first token is one that the model has drawn itself. */
  firstByModel?: boolean;
}

/** Reads `tokens`, at least one, into `state`. */
export async function prime(
  model: StepModel,
  state: State,
  tokens: readonly number[],
  pace: Pace,
  { scoreTop, before, firstByModel = false }: Reading = {},
): Promise<Primed> {
  const scores: Scored[] = [];
  const last = tokens.length - 1;
  for (let i = 0; i < last; i++) {
    before?.(i, state);
    await pace.beforeStep();
    const byModel = firstByModel && i === 0;
    if (scoreTop !== undefined) {
      scores.push(scoreToken(await model.step(tokens[i], state, byModel), tokens[i + 1], scoreTop));
    } else if (model.feed) await model.feed(tokens[i], state, byModel);
    else await model.step(tokens[i], state, byModel);
  }
  before?.(last, state);
  await pace.beforeStep();
  const logits = await model.step(tokens[last], state, firstByModel && last === 0);
  return { state, logits: logits.slice(), scores };
}
