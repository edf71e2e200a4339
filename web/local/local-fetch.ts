/** `fetch` of a model in this page, for programs that speak the HTTP API, such as the OpenAI SDK. */
import type { Local } from './local.ts';

/**
 * A `fetch` that the model answers, whatever the host: `POST /complete`, `POST /v1/completions`, `GET /v1/models`. Statuses
 * and errors are those of a server. It rejects with the signal's reason, or as `local` does; nothing goes over the network.
 */
export function localFetch(local: Local | Promise<Local>): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    // Apart, for what checks requests is larger than all that runs a model's worker.
    const [opened, { answerHttp }] = await Promise.all([local, import('./http.ts')]);
    return answerHttp(opened, request);
  };
}
