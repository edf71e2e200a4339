/**
 * The likeliest words at one place of a text: a beam search, best path first.
 *
 * A path is a sequence of pieces from the place on. It is spelled right if its bytes begin with what is typed already
 * (the space before the word and the word's first letters, byte for byte) or what is typed begins with them, and if all
 * beyond the space may become one word. The probability of a word is that of a path that spells it times that of
 * anything but more of the word coming next:
 *
 *     p(word) = sum over paths spelling it of p(path) * sum of p(piece | path) over the pieces that end a word
 *
 * because a piece carries its leading space, so a word has ended only when the next piece begins. A lone apostrophe
 * counts as an end and is also followed, since it may be inside the word.
 *
 * The likeliest open path is always stepped next, at most `WIDTH` of its children are kept, and the search ends when no
 * open path is likelier than the last word wanted (then the answer is exact, but for words spelled by several paths), or
 * after `LONGEST_SEARCH` paths. What is typed has probability one and divides out, so it is never computed.
 */
import type { State, StepModel } from '../../../src/contract/step-model.ts';
import { softmax } from '../../../src/generation/drawing/score.ts';
import { finishedText } from '../../../src/text/finished-text.ts';
import { join } from '../../../src/text/join.ts';
import { isWord, mayBecomeWord } from '../../calibrate/words.ts';
import type { PieceKinds } from './piece-kinds.ts';

/** Children of a path that are followed. */
const WIDTH = 16;
/** Paths stepped in one search. */
const LONGEST_SEARCH = 24;

/** What is known at one place of a text. */
export interface Place {
  model: StepModel;
  kinds: PieceKinds;
  /** State before the word's first piece; it is not changed. */
  state: State;
  /** Probabilities of the next piece, `[vocabulary]`. */
  probabilities: Float32Array;
}

/** A path of pieces whose successors are known. */
interface Path {
  bytes: Uint8Array;
  state: State;
  probabilities: Float32Array;
  /** Probability that the next piece ends a word. */
  ending: number;
  followed: Map<number, Path>;
}

/** A path to follow: `token` after `path`, with the probability of all of it. */
interface Open {
  path: Path;
  token: number;
  bytes: Uint8Array;
  probability: number;
}

/** Searches from one place. Paths are kept between searches: letters typed later use what was computed before. */
export class WordSearch {
  readonly #model: StepModel;
  readonly #kinds: PieceKinds;
  readonly #root: Path;

  constructor({ model, kinds, state, probabilities }: Place) {
    this.#model = model;
    this.#kinds = kinds;
    this.#root = this.#pathOf(new Uint8Array(0), state, probabilities);
  }

  /** The `count` likeliest words, best first; fewer if fewer are found. `typed` is a space or nothing, then letters. */
  async suggest(typed: string, count: number): Promise<string[]> {
    const prefix = new TextEncoder().encode(typed);
    const wordAt = typed.startsWith(' ') ? 1 : 0;
    const words = new Map<string, number>();
    const best = () => [...words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, count);
    let open = this.#children(this.#root, 1, prefix, wordAt);
    for (let steps = 0; steps < LONGEST_SEARCH && open.length > 0; steps++) {
      const likeliest = takeLikeliest(open);
      const lowest = best()[count - 1]?.[1] ?? 0;
      if (likeliest.probability <= lowest) break;
      const path = await this.#follow(likeliest);
      const word = finishedText(path.bytes.subarray(wordAt));
      if (path.bytes.length >= prefix.length && word?.finished && isWord(word.text)) {
        words.set(word.text, (words.get(word.text) ?? 0) + likeliest.probability * path.ending);
      }
      open = open.concat(this.#children(path, likeliest.probability, prefix, wordAt));
    }
    return best().map(([word]) => word);
  }

  /** The likeliest pieces after a path that keep to the prefix and to one word. */
  #children(path: Path, probability: number, prefix: Uint8Array, wordAt: number): Open[] {
    const { bytes, continuations, spacedBeginnings } = this.#kinds;
    const at = path.bytes.length;
    const children: Open[] = [];
    for (const token of at < wordAt ? spacedBeginnings : continuations) {
      const piece = bytes[token];
      const share = path.probabilities[token];
      if (children.length === WIDTH && share * probability <= children[WIDTH - 1].probability) continue;
      if (!agrees(piece, prefix, at)) continue;
      const spelled = join(path.bytes, piece);
      const text = finishedText(spelled.subarray(wordAt));
      if (text === undefined || !mayBecomeWord(text.text)) continue;
      insert(children, { path, token, bytes: spelled, probability: share * probability });
    }
    return children;
  }

  async #follow({ path, token, bytes }: Open): Promise<Path> {
    let next = path.followed.get(token);
    if (next === undefined) {
      const state = path.state.map((vector) => vector.slice());
      next = this.#pathOf(bytes, state, softmax(await this.#model.step(token, state, true)));
      path.followed.set(token, next);
    }
    return next;
  }

  #pathOf(bytes: Uint8Array, state: State, probabilities: Float32Array): Path {
    let ending = 0;
    for (const token of this.#kinds.endings) ending += probabilities[token];
    return { bytes, state, probabilities, ending, followed: new Map() };
  }
}

/** Whether a piece at `at` says what the prefix says, as far as both go. */
function agrees(piece: Uint8Array, prefix: Uint8Array, at: number): boolean {
  const end = Math.min(piece.length, prefix.length - at);
  for (let i = 0; i < end; i++) if (piece[i] !== prefix[at + i]) return false;
  return true;
}

/** Keeps `children` in falling order of probability, at most `WIDTH` of them. */
function insert(children: Open[], child: Open): void {
  let at = children.length;
  while (at > 0 && children[at - 1].probability < child.probability) at--;
  children.splice(at, 0, child);
  if (children.length > WIDTH) children.pop();
}

function takeLikeliest(open: Open[]): Open {
  let best = 0;
  for (let i = 1; i < open.length; i++) if (open[i].probability > open[best].probability) best = i;
  return open.splice(best, 1)[0];
}
