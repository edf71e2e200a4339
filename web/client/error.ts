/** The one error that the client throws by itself; those of `fetch` and of an aborted signal pass through it. */
import type { ErrorEnvelope } from './wire.ts';

interface Details {
  /** HTTP status; 200 for a stream that broke off after it had begun. */
  status: number;
  /** The server's code; `unreadable_answer` for an answer that is not the server's, `stream_cut` for one without an end. */
  code: string;
  /** The request's field at fault. */
  param: string | null;
  /** Names the request in the server's log. */
  requestId: string | null;
  /** When to ask again, if the server said so. */
  retryAfterSeconds: number | null;
}

/** A request that was refused or failed. */
export class AfterwordError extends Error implements Details {
  declare readonly status: number;
  declare readonly code: string;
  declare readonly param: string | null;
  declare readonly requestId: string | null;
  declare readonly retryAfterSeconds: number | null;

  constructor(message: string, details: Details) {
    super(message);
    Object.assign(this, details, { name: 'AfterwordError' });
  }
}

/** What a failed answer says; `text` is its body, which a proxy may have written. */
export function errorOf(response: Response, text: string): AfterwordError {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const told = {
    status: response.status,
    requestId: response.headers.get('x-request-id'),
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : null,
  };
  const error = parseEnvelope(text);
  if (error) {
    const requestId = error.request_id ?? told.requestId;
    return new AfterwordError(error.message, { ...told, code: error.code, param: error.param, requestId });
  }
  const message = `${response.url}: status ${response.status}, and no answer of Afterword`;
  return new AfterwordError(message, { ...told, code: 'unreadable_answer', param: null });
}

function parseEnvelope(text: string): ErrorEnvelope['error'] | undefined {
  try {
    const { error } = JSON.parse(text) as Partial<ErrorEnvelope>;
    return typeof error?.code === 'string' && typeof error.message === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
