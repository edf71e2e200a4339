/** Memorisation: the longest stretch of each completion that stands, token for token, in the training text. */

/** Shorter stretches are found everywhere; they count as none. */
const SHORTEST_MATCH = 4;

export interface Match {
  /** Where it begins in its completion. */
  start: number;
  /** Its tokens; 0 when no stretch of four tokens was found. */
  length: number;
}

/**
 * One pass over the training text, whatever the number of completions: where four tokens are four tokens of a
 * completion, the match is followed as far as it goes. Completions hold no start token, so no match crosses documents.
 */
export function longestCopies(
  completions: readonly ArrayLike<number>[],
  training: ArrayLike<number>,
): Match[] {
  const places = indexStretches(completions);
  const longest = completions.map((): Match => ({ start: 0, length: 0 }));
  for (let at = 0; at + SHORTEST_MATCH <= training.length; at++) {
    for (const { completion, start } of places.get(hashAt(training, at)) ?? []) {
      const length = commonLength(completions[completion], start, training, at);
      if (length >= SHORTEST_MATCH && length > longest[completion].length) {
        longest[completion] = { start, length };
      }
    }
  }
  return longest;
}

function indexStretches(completions: readonly ArrayLike<number>[]) {
  const places = new Map<number, { completion: number; start: number }[]>();
  completions.forEach((tokens, completion) => {
    for (let start = 0; start + SHORTEST_MATCH <= tokens.length; start++) {
      const hash = hashAt(tokens, start);
      const known = places.get(hash);
      if (known === undefined) places.set(hash, [{ completion, start }]);
      else known.push({ completion, start });
    }
  });
  return places;
}

/** Hash of the `SHORTEST_MATCH` tokens at a place. */
function hashAt(tokens: ArrayLike<number>, at: number): number {
  let hash = 0;
  for (let i = at; i < at + SHORTEST_MATCH; i++)
    hash = Math.imul(hash ^ tokens[i], 0x9e3779b1) ^ (hash >>> 15);
  return hash;
}

function commonLength(first: ArrayLike<number>, i: number, second: ArrayLike<number>, j: number): number {
  let length = 0;
  while (
    i + length < first.length &&
    j + length < second.length &&
    first[i + length] === second[j + length]
  ) {
    length++;
  }
  return length;
}
