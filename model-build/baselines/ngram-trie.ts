/**
 * All n-grams of a token text as a trie: level k holds the k-grams, in order of their prefix, then of their last token.
 * A k-gram's prefix (all but its last token) is its parent in level k - 1; its suffix (all but its first) is there too.
 * No n-gram crosses a document: the start token stands only at the beginning of one and is never predicted.
 */

export interface Level {
  /** Last token of each n-gram, `[n]`. */
  token: Uint16Array;
  /** Index of its prefix in the level below, `[n]`. */
  parent: Uint32Array;
  /** Index of its suffix in the level below, `[n]`. */
  suffix: Uint32Array;
  /** Occurrences, `[n]`. */
  count: Uint32Array;
  /** Its children in the level above are `first[i]` up to `first[i + 1]`, `[n + 1]`. */
  first: Uint32Array;
}

export interface NgramTrie {
  vocabulary: number;
  startToken: number;
  /** Level 0 is the empty n-gram. */
  levels: Level[];
}

const NONE = 0xffffffff;

/** Counts the n-grams of up to `order` tokens. Takes about 25 bytes an n-gram. */
export function countNgrams(
  tokens: Uint16Array,
  { order, vocabulary, startToken }: { order: number; vocabulary: number; startToken: number },
): NgramTrie {
  const root: Level = {
    token: new Uint16Array(1),
    parent: new Uint32Array(1),
    suffix: new Uint32Array(1),
    count: Uint32Array.of(tokens.length),
    first: new Uint32Array(2),
  };
  const trie: NgramTrie = { vocabulary, startToken, levels: [root] };
  /** The n-gram of the last level that begins at each place of the text; NONE where a document ends too soon. */
  const places = new Uint32Array(tokens.length);
  for (let k = 1; k <= order; k++) addLevel(trie, tokens, places);
  return trie;
}

/** Index of the child of an n-gram by its token in the level above; -1 if there is none. */
export function findChild({ levels }: NgramTrie, level: number, parent: number, token: number): number {
  const { first } = levels[level];
  const children = levels[level + 1].token;
  let low = first[parent];
  let high = first[parent + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (children[middle] < token) low = middle + 1;
    else high = middle;
  }
  return low < first[parent + 1] && children[low] === token ? low : -1;
}

function addLevel(trie: NgramTrie, tokens: Uint16Array, places: Uint32Array): void {
  const { vocabulary, startToken, levels } = trie;
  const k = levels.length;
  const below = levels[k - 1];
  // A k-gram as one number: its parent, then its last token. Doubles hold 2^53, so that any order fits.
  const keys = new Float64Array(tokens.length);
  let found = 0;
  for (let i = 0; i < tokens.length; i++) {
    const last = i + k - 1;
    if (last >= tokens.length || (k > 1 && tokens[last] === startToken)) places[i] = NONE;
    if (places[i] !== NONE) keys[found++] = places[i] * vocabulary + tokens[last];
  }
  const sorted = keys.subarray(0, found).sort();
  const level = levelOf(sorted, vocabulary);
  below.first = firstChildren(level.parent, below.token.length);
  levels.push(level);
  for (let i = 0; i < level.token.length; i++) {
    const parent = level.parent[i];
    level.suffix[i] = k === 1 ? 0 : suffixOf(trie, k, parent, level.token[i]);
  }
  for (let i = 0; i < tokens.length; i++) {
    if (places[i] !== NONE) places[i] = findChild(trie, k - 1, places[i], tokens[i + k - 1]);
  }
}

/** The suffix of an n-gram is the child of its parent's suffix by the same token. */
function suffixOf(trie: NgramTrie, k: number, parent: number, token: number): number {
  return findChild(trie, k - 2, trie.levels[k - 1].suffix[parent], token);
}

/** One n-gram for each different key. */
function levelOf(sorted: Float64Array, vocabulary: number): Level {
  let size = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) size++;
  const level: Level = {
    token: new Uint16Array(size),
    parent: new Uint32Array(size),
    suffix: new Uint32Array(size),
    count: new Uint32Array(size),
    first: new Uint32Array(size + 1),
  };
  let at = -1;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) {
      at++;
      level.parent[at] = Math.floor(sorted[i] / vocabulary);
      level.token[at] = sorted[i] % vocabulary;
    }
    level.count[at]++;
  }
  return level;
}

function firstChildren(parents: Uint32Array, count: number): Uint32Array {
  const first = new Uint32Array(count + 1);
  for (const parent of parents) first[parent + 1]++;
  for (let i = 0; i < count; i++) first[i + 1] += first[i];
  return first;
}
