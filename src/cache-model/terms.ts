/**
 * Names and terms that somebody uses, and what of one may come next: which of them the last tokens of a text have begun,
 * in the tokenizer's spelling behind a space and at a word's own beginning.
 */
import type { Tokenizer } from '../text/tokenizer.ts';
import { tokenOf } from './history.ts';

/** What may come next, if a term is meant. */
export interface Foreseen {
  /** Tokens of a term that were said so far; 0 where one may begin. */
  matched: number;
  /** Tokens that go on with a term, each with its share of the terms that were begun: at most 1 together. */
  followers: ReadonlyMap<number, number>;
}

interface Node {
  /** Terms whose spelling goes through it. */
  terms: number;
  next: Map<number, Node>;
}

const newNode = (): Node => ({ terms: 0, next: new Map() });
const SPACE = 0x20;

/** A trie over the spellings of terms. */
export class Terms {
  readonly #tokenizer: Pick<Tokenizer, 'bytesOf'>;
  readonly #root = newNode();
  readonly #count: number;
  #longest = 0;

  /** `terms` as the model knows them. */
  constructor(terms: Iterable<string>, tokenizer: Pick<Tokenizer, 'bytesOf' | 'encode'>) {
    this.#tokenizer = tokenizer;
    const distinct = new Set(terms);
    this.#count = distinct.size;
    for (const term of distinct)
      for (const spelling of [` ${term}`, term]) this.#add(tokenizer.encode(spelling));
  }

  /** What goes on with the longest beginning of a term that a history (see history.ts) ends in. */
  after(numbers: Uint16Array): Foreseen | undefined {
    for (let matched = Math.min(this.#longest, numbers.length) - 1; matched >= 0; matched--) {
      const start = numbers.length - matched;
      const inWord = this.#endsWord(tokenOf(numbers[start - 1]!));
      const node = this.#reached(numbers.subarray(start), inWord);
      if (node === undefined || node.next.size === 0) continue;
      // Behind a word only those that begin with a space; elsewhere each term may be spelled in two ways.
      const terms = matched > 0 ? node.terms : this.#count * (inWord ? 1 : 2);
      const followers = new Map<number, number>();
      for (const [token, next] of node.next)
        if (matched > 0 || !inWord || this.#isSpaced(token)) followers.set(token, next.terms / terms);
      return { matched, followers };
    }
    return undefined;
  }

  #add(tokens: readonly number[]): void {
    this.#longest = Math.max(this.#longest, tokens.length);
    let node = this.#root;
    for (const token of tokens) {
      const next = node.next.get(token) ?? newNode();
      node.next.set(token, next);
      next.terms++;
      node = next;
    }
  }

  /** Where `numbers` lead; undefined if no term begins so, or none that may begin here. */
  #reached(numbers: Uint16Array, inWord: boolean): Node | undefined {
    if (inWord && numbers.length > 0 && !this.#isSpaced(tokenOf(numbers[0]!))) return undefined;
    let node: Node | undefined = this.#root;
    for (let i = 0; node !== undefined && i < numbers.length; i++) node = node.next.get(tokenOf(numbers[i]!));
    return node;
  }

  #isSpaced(token: number): boolean {
    return token >= 0 && this.#tokenizer.bytesOf(token)[0] === SPACE;
  }

  /** Whether a token ends in a letter or a digit; any character beyond ASCII counts as one. */
  #endsWord(token: number): boolean {
    const last = token < 0 ? undefined : this.#tokenizer.bytesOf(token).at(-1);
    return last !== undefined && (last >= 0x80 || /[0-9A-Za-z]/.test(String.fromCharCode(last)));
  }
}
