/** What a program asks of a server. */
import { Connection, type ConnectionOptions } from './connection.ts';
import type { Completion, CompletionRequest, StreamRequest, TextOptions } from './requests.ts';
import { CompletionStream } from './stream.ts';
import { TypedText } from './typed-text.ts';

export interface CallOptions {
  /** Ends the request, and the server's work on it. */
  signal?: AbortSignal;
}

export class Afterword {
  readonly #connection: Connection;

  constructor(options: ConnectionOptions) {
    this.#connection = new Connection(options);
  }

  /** Throws `AfterwordError` when the server refuses or fails. */
  complete(request: CompletionRequest, { signal }: CallOptions = {}): Promise<Completion> {
    return this.#connection.postForJson('/complete', request, signal);
  }

  /** Pieces of text as they are said. Errors come when it is read. */
  stream(request: StreamRequest, { signal }: CallOptions = {}): CompletionStream {
    const body = { ...request, stream: true, stream_options: { include_usage: true } };
    return new CompletionStream(() => this.#connection.post('/complete', body, signal));
  }

  /** For a text box: give it the text at every keystroke. */
  text(options: TextOptions = {}): TypedText {
    return new TypedText(this.#connection, options);
  }
}
