/** Every way a request can fail, with the status and the word that it is told by. */

/** `status` goes out as it is; `type` is OpenAI's word for whose fault it is. */
interface Fault {
  status: 400 | 401 | 404 | 405 | 409 | 413 | 415 | 416 | 429 | 500 | 503;
  type: 'invalid_request_error' | 'authentication_error' | 'rate_limit_error' | 'server_error';
}

const CALLER = 'invalid_request_error';
const SERVER = 'server_error';

/** Every code of an error, with its HTTP status and OpenAI's `type`, which says whose fault it is. */
export const FAULTS = {
  /** The body is not UTF-8 JSON, or not an object. */
  invalid_json: { status: 400, type: CALLER },
  /** A field has the wrong type or lies out of range. */
  invalid_value: { status: 400, type: CALLER },
  /** A field of OpenAI's API that this server knows and does not offer. */
  unsupported_field: { status: 400, type: CALLER },
  /** More prompt than the server will read. */
  prompt_too_long: { status: 400, type: CALLER },
  /** A resume token that cannot be used, and no prompt in its place. */
  resume_unusable: { status: 409, type: CALLER },
  /** No API key, or none that is known, where keys are configured. */
  invalid_api_key: { status: 401, type: 'authentication_error' },
  model_not_found: { status: 404, type: CALLER },
  /** A file that no version of a model has. */
  model_file_not_found: { status: 404, type: CALLER },
  route_not_found: { status: 404, type: CALLER },
  method_not_allowed: { status: 405, type: CALLER },
  body_too_large: { status: 413, type: CALLER },
  /** A body that is compressed in a way that the server does not read. */
  unsupported_encoding: { status: 415, type: CALLER },
  /** A `Range` beyond the end of a file. */
  range_not_satisfiable: { status: 416, type: CALLER },
  /** More requests than the rate limit of a key or an address; `Retry-After` tells how long to wait. */
  rate_limit_exceeded: { status: 429, type: 'rate_limit_error' },
  /** An alias names a version whose files are not all in the bucket. */
  model_missing: { status: 503, type: SERVER },
  /** Bytes that are not the ones the manifest names, or that no runtime can open. */
  model_corrupt: { status: 503, type: SERVER },
  /** A manifest or graph that this version of the server does not understand. */
  model_incompatible: { status: 503, type: SERVER },
  /** The model does not fit into the memory of an isolate. */
  model_too_large: { status: 503, type: SERVER },
  /** Another model holds the memory and is still answering. */
  model_busy: { status: 503, type: SERVER },
  storage_unavailable: { status: 503, type: SERVER },
  /** The server's own settings cannot be read. */
  misconfigured: { status: 500, type: SERVER },
  internal_error: { status: 500, type: SERVER },
} as const satisfies Record<string, Fault>;

/** A code of an error. */
export type ErrorCode = keyof typeof FAULTS;
