/** Memorisation: the longest stretch of each completion that stands, token for token, in the training text. */

/** Shorter stretches are found everywhere; they count as none. */
const SHORTEST_MATCH = 4;

export interface Match {
  /** Where it begins in its completion. */
  start: number;
  /** Its tokens; 0 when no stretch of four tokens was found. */
  length: number;
}

interface Place {
  completion: number;
  start: number;
}

/**
 * Looks for stretches of all completions at once: where four tokens of the training text are four tokens of a
 * completion, the match is followed as far as it goes. Completions hold no start token, so no match crosses documents.
 */
export class CopyFinder {
  /** The longest match of each completion in the text looked through so far. */
  readonly longest: Match[];
  readonly #completions: readonly ArrayLike<number>[];
  readonly #places = new Map<number, Place[]>();

  constructor(completions: readonly ArrayLike<number>[]) {
    this.#completions = completions;
    this.longest = completions.map(() => ({ start: 0, length: 0 }));
    completions.forEach((tokens, completion) => {
      for (let start = 0; start + SHORTEST_MATCH <= tokens.length; start++) {
        const hash = hashAt(tokens, start);
        const known = this.#places.get(hash);
        if (known === undefined) this.#places.set(hash, [{ completion, start }]);
        else known.push({ completion, start });
      }
    });
  }

  /** Looks through more of the training text. */
  look(training: ArrayLike<number>): void {
    for (let at = 0; at + SHORTEST_MATCH <= training.length; at++) {
      const places = this.#places.get(hashAt(training, at));
      if (places !== undefined) for (const place of places) this.#compare(place, training, at);
    }
  }

  #compare({ completion, start }: Place, training: ArrayLike<number>, at: number): void {
    const length = commonLength(this.#completions[completion], start, training, at);
    // Equal hashes may still be unequal tokens.
    if (length >= SHORTEST_MATCH && length > this.longest[completion].length) {
      this.longest[completion] = { start, length };
    }
  }
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
