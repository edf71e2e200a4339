/** How the server is reached. */
import { errorOf } from './error.ts';

export interface ConnectionOptions {
  /** Where the server is: `https://afterword.example`. */
  baseURL: string;
  apiKey?: string;
  /** What sends requests, if not the platform's own. */
  fetch?: typeof fetch;
}

export class Connection {
  readonly #base: string;
  readonly #headers: Record<string, string>;
  readonly #fetch: typeof fetch;

  constructor({ baseURL, apiKey, fetch: send }: ConnectionOptions) {
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
    const init = { method: 'POST', headers: this.#headers, body: JSON.stringify(body), signal };
    const response = await this.#fetch(`${this.#base}${path}`, init);
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
