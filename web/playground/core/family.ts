/** The family of networks: one of every kind, on one text. */
import type { Trace } from '../../local/trace.ts';
import { lingering } from './memory.ts';

/** A kind of network, and the model that shows it. */
export interface Kind {
  model: string;
  name: string;
  /** What it remembers by. */
  memory: string;
}

/** From the shortest memory to the longest. */
export const FAMILY: readonly Kind[] = [
  { model: 'english-perceptron', name: 'Perceptron', memory: 'its last 8 tokens side by side, and no more' },
  {
    model: 'english-mlp',
    name: 'MLP',
    memory: 'a window of 8 tokens, with four layers that each look one token further back',
  },
  { model: 'english-cnn', name: 'CNN', memory: 'dilated windows upon windows: 81 tokens' },
  { model: 'english-rnn', name: 'Elman net', memory: 'one vector a layer, squashed anew at each token' },
  { model: 'english-lstm', name: 'LSTM', memory: 'a cell that gates open and close' },
  { model: 'english-gru', name: 'GRU', memory: 'a vector that a gate mixes with what is new' },
  { model: 'english-lstm-gru', name: 'LSTM and GRU', memory: 'layers of both in turn' },
  { model: 'english-small', name: 'Gated linear', memory: 'sums that fade, each at a rate of its own' },
];

/** The text with another first word. */
export const withFirstWord = (text: string, word: string): string =>
  text.replace(/^\s*[\p{L}\p{N}'’-]+/u, () => word);

/** What is left of another first word, and until when. */
export interface Forgetting {
  /** Difference of the two memories over their size, after 1, 2, … tokens of the common text. */
  left: number[];
  /** Tokens until less than a tenth of the first difference is left; undefined while it is there. */
  tenth: number | undefined;
  /** Tokens until the two memories are the same to the last bit; undefined where they never are. */
  gone: number | undefined;
}

/** Compares the memories of two texts that end alike. */
export function forgettingOf(one: Trace, other: Trace): Forgetting {
  const left = lingering(one, other);
  const firstOf = (holds: (rest: number) => boolean): number | undefined => {
    // From the end: a difference that comes back was not forgotten.
    let at = left.length;
    while (at > 0 && holds(left[at - 1]!)) at--;
    return at === left.length ? undefined : at + 1;
  };
  return {
    left,
    tenth: firstOf((rest) => rest < left[0]! / 10),
    gone: firstOf((rest) => rest === 0),
  };
}
