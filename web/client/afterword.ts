/** What a program asks of a server. */
import { Connection, type ConnectionOptions } from './connection.ts';
import type { CompletionRequest, StreamRequest, TextOptions } from './requests.ts';
import { type Patience, patienceOf, retrying } from './retry.ts';
import { CompletionStream } from './stream.ts';
import { TypedText, type TypingOptions } from './typed-text.ts';
import type { Completion } from './wire.ts';
import type { Classifications, ClassifyRequest } from './wire-classify.ts';

/** Options of one call. */
export interface CallOptions {
  /** Ends the request, and the server's work on it. */
  signal?: AbortSignal;
}

/** The HTTP API of one server. */
export class Afterword {
  readonly #connection: Connection;
  readonly #patience: Patience;

  constructor(options: ConnectionOptions) {
    this.#connection = new Connection(options);
    this.#patience = patienceOf(options);
  }

  /** Throws `AfterwordError` when the server refuses or fails. */
  complete(request: CompletionRequest, { signal }: CallOptions = {}): Promise<Completion> {
    return this.#retrying(() => this.#connection.postForJson('/complete', request, signal), signal);
  }

  /** Pieces of text as they are said. Errors come when it is read. */
  stream(request: StreamRequest, { signal }: CallOptions = {}): CompletionStream {
    const body = { ...request, stream: true, stream_options: { include_usage: true } };
    const send = () => this.#connection.post('/complete', body, signal);
    return new CompletionStream(() => this.#retrying(send, signal));
  }

  /** What texts are, by a model that classifies. Throws `AfterwordError` as `complete` does. */
  classify(request: ClassifyRequest, { signal }: CallOptions = {}): Promise<Classifications> {
    return this.#retrying(() => this.#connection.postForJson('/v1/classify', request, signal), signal);
  }

  /** For a text box: give it the text at every keystroke. */
  text(options: TextOptions = {}, typing: TypingOptions = {}): TypedText {
    return new TypedText(this.#connection, this.#patience, options, typing);
  }

  #retrying<T>(send: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return retrying(send, this.#patience, signal);
  }
}
