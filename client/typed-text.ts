/** A text that somebody types: what the server has read of it once, it need not read again. */
import type { Connection } from './connection.ts';
import { AfterwordError } from './error.ts';
import type { Completion, TextOptions } from './requests.ts';

/** The server's code for a token that it cannot use, when the request holds no text to fall back on. */
const UNUSABLE = 'resume_unusable';

export class TypedText {
  readonly #connection: Connection;
  readonly #options: TextOptions;
  /** The last answer's token, and the text that it stands for. */
  #read: { text: string; token: string } | undefined;
  #current: AbortController | undefined;

  constructor(connection: Connection, options: TextOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /**
   * What may come after `text`, which is everything before the caret. Only what was written since the last answer is
   * sent, as long as the text still begins as it did. A request that is under way is aborted.
   */
  async suggest(text: string, { signal }: { signal?: AbortSignal } = {}): Promise<Completion> {
    this.#current?.abort(new DOMException('The text went on.', 'AbortError'));
    const current = new AbortController();
    this.#current = current;
    const either = signal ? AbortSignal.any([signal, current.signal]) : current.signal;
    const answer = await this.#ask(text, either);
    either.throwIfAborted();
    this.#read = answer.resume === undefined ? undefined : { text, token: answer.resume };
    return answer;
  }

  async #ask(text: string, signal: AbortSignal): Promise<Completion> {
    const read = this.#read;
    if (read === undefined || !text.startsWith(read.text)) return this.#send({ prompt: text }, signal);
    const append = text.slice(read.text.length);
    try {
      return await this.#send({ resume: read.token, ...(append === '' ? {} : { append }) }, signal);
    } catch (error) {
      if (!(error instanceof AfterwordError && error.code === UNUSABLE)) throw error;
      signal.throwIfAborted();
      this.#read = undefined;
      return await this.#send({ prompt: text }, signal);
    }
  }

  #send(place: { prompt: string } | { resume: string; append?: string }, signal: AbortSignal) {
    const body = { ...this.#options, ...place, resumable: true };
    return this.#connection.postForJson<Completion>('/complete', body, signal);
  }
}
