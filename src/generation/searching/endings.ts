/**
 * Which pieces show that a text has ended before them: after ` histor` the piece `y` goes on with the word, the piece
 * ` of` ends it. For all pieces at once, since the probability that a word ends is a sum over thousands of them.
 */
import { finishedText } from '../../text/finished-text.ts';
import { join } from '../../text/join.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';
import { endOf, type StopAt, tailOf } from '../showing/boundary.ts';

/** Pieces that end a text in the same way. */
export interface Ending {
  /** Characters at the text's end that are not shown then: an apostrophe that turned out to stand outside the word. */
  drop: number;
  /** What of the piece is shown after that; mostly nothing. */
  add: string;
  tokens: readonly number[];
}

/** What may come after a text that has not ended. */
export interface Endings {
  ending: readonly Ending[];
  /** The other pieces that the search may follow: the text is UTF-8 after them. */
  open: readonly number[];
}

/** Whether a byte of UTF-8 goes on with a character. */
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Bytes of a character that has begun. */
const NONE = new Uint8Array(0);

/** Remembers the few tails that a text can have. */
class EndingFinder {
  readonly #tokenizer: Tokenizer;
  readonly #stopAt: StopAt;
  readonly #known = new Map<string, Endings>();

  constructor(tokenizer: Tokenizer, stopAt: StopAt) {
    this.#tokenizer = tokenizer;
    this.#stopAt = stopAt;
  }

  /** What ends `text`, which has not ended; `begun` are the first bytes of its next character, if that has begun. */
  after(text: string, begun: Uint8Array = NONE): Endings {
    const tail = tailOf(this.#stopAt, text);
    if (begun.length > 0) return this.#find(tail, begun);
    const known = this.#known.get(tail) ?? this.#find(tail, begun);
    this.#known.set(tail, known);
    return known;
  }

  #find(tail: string, begun: Uint8Array): Endings {
    const ending = new Map<string, { drop: number; add: string; tokens: number[] }>();
    const open: number[] = [];
    const { size, startToken } = this.#tokenizer;
    for (let token = 0; token < size; token++) {
      const text = this.#textAfter(begun, token);
      const shown = text === undefined ? undefined : this.#shown(tail, text, token === startToken);
      if (shown !== undefined) {
        const drop = Math.max(0, tail.length - shown.length);
        const add = shown.slice(tail.length);
        const group = ending.get(`${drop}${add}`) ?? { drop, add, tokens: [] };
        ending.set(`${drop}${add}`, group);
        group.tokens.push(token);
      } else if (text !== undefined) open.push(token);
    }
    return { ending: [...ending.values()], open };
  }

  /** Text of a piece after the first bytes of a character, if any; undefined for what is no UTF-8. */
  #textAfter(begun: Uint8Array, token: number): string | undefined {
    if (begun.length === 0) return this.#tokenizer.textOf(token);
    const bytes = this.#tokenizer.bytesOf(token);
    // A character that has begun goes on with nothing else: most pieces need not be decoded to know that.
    const goesOn = bytes.length === 0 || isContinuation(bytes[0]!);
    return goesOn ? finishedText(join(begun, bytes))?.text : undefined;
  }

  /** What is shown of `text` and `more` if `more` ends it; undefined if it does not. */
  #shown(text: string, more: string, isLast: boolean): string | undefined {
    const all = text + more;
    const end = endOf(this.#stopAt, all);
    return end === undefined && !isLast ? undefined : all.slice(0, end);
  }
}

const FINDERS = new WeakMap<Tokenizer, Partial<Record<StopAt, EndingFinder>>>();

/** The one finder of a tokenizer: what it has found serves every request. */
export function endingFinder(tokenizer: Tokenizer, stopAt: StopAt): EndingFinder {
  const finders = FINDERS.get(tokenizer) ?? {};
  FINDERS.set(tokenizer, finders);
  finders[stopAt] ??= new EndingFinder(tokenizer, stopAt);
  return finders[stopAt];
}
