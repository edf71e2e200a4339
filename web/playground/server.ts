/** The server that has handed out this page. */
import type { BrokenModel, Model, ModelCard, ModelList } from '../../src/contract/models.ts';
import { Asking } from '../client/asking.ts';
import { Connection } from '../client/connection.ts';
import { errorOf } from '../client/error.ts';
import type { CompletionRequest, TextOptions } from '../client/requests.ts';
import { CompletionStream } from '../client/stream.ts';
import type { Completion } from '../client/wire.ts';
import type { Classifications, ClassifyRequest } from '../client/wire-classify.ts';
import type { Keystroke } from './core/keystroke.ts';

export type { BrokenModel, Model, ModelCard };

/** The HTTP API as the playground asks it. */
export class Server {
  /** Without a slash at the end. */
  readonly url: string;
  readonly #fetch: typeof fetch;
  #apiKey: string | undefined;

  constructor(url: string, send: typeof fetch = (...request) => fetch(...request)) {
    this.url = url.replace(/\/+$/, '');
    this.#fetch = send;
  }

  get apiKey(): string | undefined {
    return this.#apiKey;
  }

  set apiKey(key: string | undefined) {
    this.#apiKey = key || undefined;
  }

  /** Throws AfterwordError. */
  async models(): Promise<(Model | BrokenModel)[]> {
    const { data } = await this.#get<ModelList>('/v1/models');
    return data.filter((model) => 'error' in model || model.task === 'completion');
  }

  /** Those that say what a text is. Throws AfterwordError. */
  async classifiers(): Promise<Model[]> {
    const { data } = await this.#get<ModelList>('/v1/models');
    return data.filter((model): model is Model => !('error' in model) && model.task !== 'completion');
  }

  /** Throws AfterwordError, or the signal's reason. */
  classify(request: ClassifyRequest, signal: AbortSignal): Promise<Classifications> {
    return this.#connection(this.#fetch).postForJson('/v1/classify', request, signal);
  }

  /** Throws AfterwordError. */
  card(model: string): Promise<ModelCard> {
    return this.#get<ModelCard>(`/v1/models/${encodeURIComponent(model)}`);
  }

  /** Throws AfterwordError, or the signal's reason. */
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    return this.#connection(this.#fetch).postForJson('/complete', request, signal);
  }

  /** Pieces of text. Throws as `complete` does, when it is read. */
  stream(request: CompletionRequest, signal: AbortSignal): AsyncIterable<string> {
    return new CompletionStream(() =>
      this.#connection(this.#fetch).post('/complete', { ...request, stream: true }, signal),
    );
  }

  /** Asks about one text that is being typed, and measures each answer. */
  typing(options: TextOptions) {
    let sent = 0;
    let received = 0;
    const counted: typeof fetch = async (url, init) => {
      sent = new TextEncoder().encode(String(init?.body ?? '')).length;
      const response = await this.#fetch(url, init);
      const body = await response.arrayBuffer();
      received = body.byteLength;
      return new Response(body, response);
    };
    const asking = new Asking(this.#connection(counted), options, 'auto');
    return async (before: string, after: string, signal: AbortSignal): Promise<Keystroke> => {
      const began = performance.now();
      const completion = await asking.ask(before, after, signal);
      return { milliseconds: performance.now() - began, sent, received, place: 'server', completion };
    };
  }

  #connection(send: typeof fetch): Connection {
    return new Connection({ baseURL: this.url, apiKey: this.#apiKey, fetch: send });
  }

  async #get<T>(path: string): Promise<T> {
    const headers = this.#apiKey ? { authorization: `Bearer ${this.#apiKey}` } : undefined;
    const response = await this.#fetch(this.url + path, { headers });
    const text = await response.text();
    if (!response.ok) throw errorOf(response, text);
    return JSON.parse(text) as T;
  }
}
