/**
 * Where a text may still change when more is typed: its last run, of whose characters a tokenizer may make other
 * tokens once it knows the next ones. All before it stays as it is.
 */

/** A run that the apostrophe after it may join: `don` of `don'`. */
const WORD = /[\p{L}\p{M}]$/u;

/**
 * How many of a text's runs stay, from the first on. A newline is a run of its own and always finished, so a text that
 * ends in one stays whole.
 */
export function finishedRuns(runs: readonly string[]): number {
  const last = runs.at(-1);
  if (last === undefined || last === '\n') return runs.length;
  const joins = (last === "'" || last === '\u2019') && WORD.test(runs.at(-2) ?? '');
  return runs.length - (joins ? 2 : 1);
}
