/** How the server is reached. */
import type { Clock } from './clock.ts';
import { errorOf } from './error.ts';
import { Uplink } from './uplink.ts';

/** Where the server is and how it is reached. */
export interface ConnectionOptions {
  /** Where the server is: `https://afterword.example`. */
  baseURL: string;
  apiKey?: string;
  /** What sends requests, if not the platform's own. */
  fetch?: typeof fetch;
  /** How often a request is sent again when the server is busy (429 and 503). Default: 2. */
  retries?: number;
  clock?: Clock;
}

/** Sends requests to one server, and turns failures into AfterwordError. */
export class Connection {
  readonly #base: string;
  readonly #headers: Record<string, string>;
  readonly #fetch: typeof fetch;
  readonly #clock: Pick<Clock, 'now'>;
  readonly uplink = new Uplink();

  constructor({ baseURL, apiKey, fetch: send, clock }: ConnectionOptions) {
    this.#clock = clock ?? performance;
    this.#base = baseURL.replace(/\/+$/, '');
    this.#headers = {
      'content-type': 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    };
    // A browser's fetch wants to be called on its window.
    this.#fetch = send ?? ((...request) => fetch(...request));
  }

  /** The answer, whose body is not read yet. Throws `AfterwordError` when the server refuses. */
  async post(path: string, body: object, signal: AbortSignal | undefined): Promise<Response> {
    const text = JSON.stringify(body);
    const sent = this.#clock.now();
    const init = { method: 'POST', headers: this.#headers, body: text, signal };
    const response = await this.#fetch(`${this.#base}${path}`, init);
    this.uplink.measured(text.length, this.#clock.now() - sent);
    if (!response.ok) throw errorOf(response, await response.text());
    return response;
  }

  /** The answer as JSON. */
  async postForJson<T>(path: string, body: object, signal: AbortSignal | undefined): Promise<T> {
    const response = await this.post(path, body, signal);
    const text = await response.text();
    try {
      return JSON.parse(text) as T;
    } catch {
      throw errorOf(response, text);
    }
  }
}
