/** One question about a text that is being typed, and its answer: what is sent for the text, and what is learned from it. */
import type { Connection } from './connection.ts';
import { AfterwordError } from './error.ts';
import { type Carry, endOf, type Place, Places } from './place.ts';
import type { TextOptions } from './requests.ts';
import type { Completion } from './wire.ts';

/** The server's code for a token that it cannot use, when the request holds no text to fall back on. */
const UNUSABLE = 'resume_unusable';
/** Of the text after the caret: the server compares it with what a completion ends with. */
const SUFFIX_CHARACTERS = 256;

/**
 * Asks for completions of one text that is being typed. It keeps what it learns of the text from one question to the
 * next.
 */
export class Asking {
  readonly #connection: Connection;
  readonly #options: TextOptions;
  readonly #places: Places;
  #questions = 0;

  constructor(connection: Connection, options: TextOptions, carry: Carry) {
    this.#connection = connection;
    this.#options = options;
    this.#places = new Places(carry, () => connection.uplink.bitsPerMs);
  }

  /** `options` hold for this question. Nothing waits and nothing is aborted but by the signal. */
  async ask(
    text: string,
    suffix: string,
    signal: AbortSignal | undefined,
    options: Pick<TextOptions, 'suggestions'> = {},
  ): Promise<Completion> {
    const question = this.#questions++;
    const after = suffix.slice(0, SUFFIX_CHARACTERS);
    const more = {
      ...options,
      ...(after && { suffix: after }),
      ...(this.#places.wantsToken(text) && { resumable: true }),
    };
    const send = (place: Place) =>
      this.#connection.postForJson<Completion>('/complete', { ...this.#options, ...place, ...more }, signal);
    const place = this.#places.of(text);
    let answer: Completion;
    try {
      answer = await send(place);
    } catch (error) {
      if (!(error instanceof AfterwordError && error.code === UNUSABLE && 'resume' in place)) throw error;
      signal?.throwIfAborted();
      this.#places.forget();
      answer = await send({ prompt: endOf(text) });
    }
    signal?.throwIfAborted();
    this.#places.learn(text, answer, question);
    return answer;
  }
}
