/**
 * What is sent for a text that is being typed: all of it, or a resume token of some 14 kB with what was typed since. The
 * token saves the server reading, 0.05 ms a character, and costs its way up; so it is for long texts and fast lines.
 */
import type { Completion } from './wire.ts';

/** Of prefill on a server that has not met the text: 0.2 ms a token, four characters a token. */
const READING_MS = 0.05;
/** Nobody sends so many times the bytes to save time. */
const MOST_TIMES = 8;
/** Characters of a token, until one was seen. */
const TYPICAL_TOKEN = 14_000;

/** Characters of a prompt at most: some 6,000 tokens, of the 8,192 that a server reads unless told otherwise. */
const LONGEST_PROMPT = 24_000;
/** The beginning of a longer text is left out by so many characters at a time: what the server has read stays of use. */
const STEP = 4096;

/** The end of a text, as much as a server reads. */
export function endOf(text: string): string {
  const over = text.length - LONGEST_PROMPT;
  return over <= 0 ? text : text.slice(Math.ceil(over / STEP) * STEP).toWellFormed();
}

/** What requests carry: the text, a resume token, or by `auto` whichever is faster. */
export type Carry = 'auto' | 'text' | 'token';

/** The part of a request that says where the caret is. */
export type Place = { prompt: string } | { resume: string; append?: string };

/**
 * Chooses what is sent for each state of one text. It remembers the latest resume token and the text that it stands
 * for.
 */
export class Places {
  readonly #carry: Carry;
  readonly #bitsPerMs: () => number;
  /** The latest token, the text that it stands for, and which question brought it. */
  #read: { text: string; token: string; question: number } | undefined;
  #tokenLength = TYPICAL_TOKEN;

  constructor(carry: Carry, bitsPerMs: () => number) {
    this.#carry = carry;
    this.#bitsPerMs = bitsPerMs;
  }

  of(text: string): Place {
    const read = this.#read;
    if (!read || !text.startsWith(read.text)) return { prompt: endOf(text) };
    const append = text.slice(read.text.length);
    if (!this.#tokenWins(text, append)) return { prompt: endOf(text) };
    return { resume: read.token, ...(append === '' ? {} : { append }) };
  }

  /** Whether the answer should bring a token: the next request will want it. */
  wantsToken(text: string): boolean {
    return this.#tokenWins(text, '');
  }

  /** An answer to the question of this number, for `text`. */
  learn(text: string, { resume }: Completion, question: number): void {
    if (resume === undefined || (this.#read && this.#read.question > question)) return;
    this.#read = { text, token: resume, question };
    this.#tokenLength = resume.length;
  }

  /** The server cannot use the token. */
  forget(): void {
    this.#read = undefined;
  }

  #tokenWins(text: string, append: string): boolean {
    if (this.#carry !== 'auto') return this.#carry === 'token';
    const cost = (sent: number, read: number) => (8 * sent) / this.#bitsPerMs() + READING_MS * read;
    const token = this.#tokenLength + append.length;
    const whole = Math.min(text.length, LONGEST_PROMPT);
    return token <= MOST_TIMES * whole && cost(token, append.length) < cost(whole, whole);
  }
}
