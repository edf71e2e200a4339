/**
 * A text that somebody types. Fast typing must not starve: a request whose answer can still fit is never aborted, at most
 * two are under way, and an answer to a shorter text serves the longer one as far as it was typed along.
 */
import { Asking } from './asking.ts';
import type { Connection } from './connection.ts';
import { KeptAnswers } from './kept.ts';
import type { Carry } from './place.ts';
import type { TextOptions } from './requests.ts';
import { type Patience, secondsToRest } from './retry.ts';
import type { Completion } from './wire.ts';

/** What is asked for at every key. */
export interface TypingOptions {
  /** Milliseconds of quiet before a request; 0, the default, for whoever waits by themselves. */
  delayMs?: number;
  /** A request goes out after so many milliseconds at the latest, though keys go on. Default: 250. */
  patienceMs?: number;
  /** What requests carry: the text, a token that stands for it, or by `auto`, the default, what is faster. */
  carry?: Carry;
}

/** What else may be said with a question: the text after the caret, and a signal that aborts it. */
export interface Caret {
  signal?: AbortSignal;
  /** The text after the caret. */
  suffix?: string;
}

/** A request under way. */
interface Asked {
  text: string;
  suffix: string;
  leave: AbortController;
  answer: Promise<Completion>;
}

const wentOn = () => new DOMException('The text went on.', 'AbortError');

/** One text that a person types: asks for suggestions without sending it whole each time. */
export class TypedText {
  readonly #patience: Patience;
  readonly #options: TextOptions;
  readonly #delayMs: number;
  readonly #patienceMs: number;
  readonly #asking: Asking;
  readonly #kept = new KeptAnswers();
  /** Under way, the oldest first: never more than two. */
  #asked: Asked[] = [];
  /** Ends the wait of a text that is not asked for yet. */
  #waiting: AbortController | undefined;
  /** When the oldest text was typed that no request has followed. */
  #unaskedSince: number | undefined;
  /** No request before this: the server said so. */
  #restUntil = 0;
  #turns = 0;

  constructor(connection: Connection, patience: Patience, options: TextOptions, typing: TypingOptions = {}) {
    this.#patience = patience;
    this.#options = options;
    this.#delayMs = typing.delayMs ?? 0;
    this.#patienceMs = typing.patienceMs ?? 250;
    this.#asking = new Asking(connection, options, typing.carry ?? 'auto');
  }

  /**
   * What may come after `text`, which is everything before the caret. With `suggestions` among the options, what was
   * suggested before is known at once as long as it is typed along. A server that is busy is asked again when it says so,
   * if no later text was. Rejects with an `AbortError` when a later text made this one useless.
   */
  async suggest(text: string, { signal, suffix = '' }: Caret = {}): Promise<Completion> {
    signal?.throwIfAborted();
    const turn = ++this.#turns;
    this.#waiting?.abort(wentOn());
    this.#dropUseless(text, suffix);
    const known = this.#known(text, suffix);
    if (known) {
      this.#unaskedSince = undefined;
      return known;
    }
    for (let retried = 0; ; retried++) {
      const ms = this.#msToWait();
      if (ms > 0) await this.#wait(ms, signal);
      this.#unaskedSince = undefined;
      try {
        return await this.#answer(text, suffix, signal);
      } catch (error) {
        const mends = secondsToRest(error, 0) !== undefined && retried < this.#patience.retries;
        if (!mends || turn !== this.#turns) throw error;
      }
    }
  }

  /** Aborts requests whose answers cannot fit any more, and the newer of two that can: a third is coming. */
  #dropUseless(text: string, suffix: string): void {
    const fits = (asked: Asked) => asked.suffix === suffix && text.startsWith(asked.text);
    const same = this.#asked.find((asked) => asked.text === text && asked.suffix === suffix);
    const fitting = this.#asked.filter(fits);
    const staying = same ? fitting : fitting.slice(0, 1);
    for (const asked of this.#asked) if (!staying.includes(asked)) asked.leave.abort(wentOn());
    this.#asked = staying;
  }

  /** Milliseconds until a pause between keys is long enough, and a rest that the server wants is over. */
  #msToWait(): number {
    const now = this.#patience.clock.now();
    this.#unaskedSince ??= now;
    const due = Math.min(now + this.#delayMs, this.#unaskedSince + this.#patienceMs);
    return Math.max(due, this.#restUntil) - now;
  }

  async #wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const waiting = new AbortController();
    this.#waiting = waiting;
    await this.#patience.clock.wait(ms, signal ? AbortSignal.any([signal, waiting.signal]) : waiting.signal);
    this.#waiting = undefined;
  }

  #known(text: string, suffix: string): Completion | undefined {
    return this.#options.suggestions == null ? undefined : this.#kept.find(text, suffix);
  }

  /** The first answer that fits: the one to this text, or to an older one that is under way. */
  #answer(text: string, suffix: string, signal: AbortSignal | undefined): Promise<Completion> {
    const same = this.#asked.find((asked) => asked.text === text && asked.suffix === suffix);
    if (same) return same.answer;
    const older = [...this.#asked];
    const { answer, leave } = this.#begin(text, suffix);
    signal?.addEventListener('abort', () => leave.abort(signal.reason), { once: true });
    const fitting = ({ answer: early }: Asked) =>
      early.then(
        () => this.#known(text, suffix) ?? answer,
        () => answer,
      );
    return Promise.race([answer, ...older.map(fitting)]);
  }

  #begin(text: string, suffix: string): Asked {
    const leave = new AbortController();
    const answer = this.#asking.ask(text, suffix, leave.signal).then(
      (completion) => {
        this.#kept.add(text, suffix, completion);
        this.#end(asked);
        return completion;
      },
      (error: unknown) => {
        const seconds = secondsToRest(error, 0);
        if (seconds !== undefined) this.#restUntil = this.#patience.clock.now() + seconds * 1000;
        this.#end(asked);
        throw error;
      },
    );
    const asked: Asked = { text, suffix, leave, answer };
    this.#asked.push(asked);
    return asked;
  }

  #end(ended: Asked): void {
    this.#asked = this.#asked.filter((asked) => asked !== ended);
  }
}
