/** How much of what a model writes it has copied from its training text. */
import type { Tokenizer } from '../../../src/text/tokenizer.ts';
import type { Completion } from './completions.ts';
import { CopyFinder } from './memorisation.ts';

export interface Copying {
  /** The longest stretch of a completion that stands in the training text, in tokens and as text. */
  longest: number;
  text: string;
  /** Mean over the completions of the longest stretch, in tokens. */
  mean: number;
  /** The same mean for what the held-out documents say themselves. */
  meanOfTruth: number;
}

/** Compares completions, at least one, with all training tokens, one pass; start tokens keep documents apart. */
export function copyingOf(
  completions: readonly Completion[],
  { tokenizer, training }: { tokenizer: Tokenizer; training: Uint16Array },
): Copying {
  const texts = [...completions.map(({ text }) => text), ...completions.map(({ truth }) => truth)];
  const tokens = texts.map((text) => tokenizer.encode(text));
  const finder = new CopyFinder(tokens);
  finder.look(training);
  const lengths = finder.longest.map(({ length }) => length);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const best = lengths.indexOf(Math.max(...lengths.slice(0, completions.length)));
  const { start, length } = finder.longest[best];
  return {
    longest: length,
    text: tokenizer.decode(tokens[best].slice(start, start + length)),
    mean: mean(lengths.slice(0, completions.length)),
    meanOfTruth: mean(lengths.slice(completions.length)),
  };
}
