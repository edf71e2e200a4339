/**
 * Where a text may still change when more is typed: its last run, of whose characters a tokenizer may make other
 * tokens once it knows the next ones. All before it stays as it is.
 */

/** A run that the apostrophe after it may join: `don` of `don'`. */
const WORD = /[\p{L}\p{M}]$/u;

/**
 * Length of the part of a text that stays, given the text's runs, which concatenate to it. A newline is a run of its
 * own and always finished, so a text that ends in one stays whole.
 */
export function finishedLength(runs: readonly string[]): number {
  const last = runs.at(-1) ?? '';
  const length = runs.reduce((total, run) => total + run.length, 0);
  if (last === '\n') return length;
  const before = runs.at(-2) ?? '';
  const joins = (last === "'" || last === '\u2019') && WORD.test(before);
  return length - last.length - (joins ? before.length : 0);
}
