/** Every way a request can fail: one table, one error class, one envelope (OpenAI's, plus a request id). */
import type { ResumeStatus } from './contract/resume-status.ts';
import type * as z from './contract/zod.ts';

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

/** An error as OpenAI's API writes it. */
export interface ErrorEnvelope {
  error: {
    message: string;
    type: string;
    param: string | null;
    code: ErrorCode;
    request_id: string;
    resume_status?: ResumeStatus;
  };
}

/** A failure that may be told to the caller: `message` is for them, `cause` for the log. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** The request's field at fault. */
  readonly param: string | null;
  /** Why a resume token could not be used, if that is the failure. */
  readonly resumeStatus?: ResumeStatus;

  constructor(
    code: ErrorCode,
    message: string,
    options: { param?: string; cause?: unknown; resumeStatus?: ResumeStatus } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.param = options.param ?? null;
    this.resumeStatus = options.resumeStatus;
  }

  get status(): Fault['status'] {
    return FAULTS[this.code].status;
  }
}

/** Whatever was thrown, as an `AppError`; what is not one becomes `internal_error` and keeps its text to itself. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('internal_error', 'The server failed in a way it did not foresee.', { cause: thrown });
}

/** An error as a stranger may see it: without its cause. */
export function toEnvelope(error: AppError, requestId: string): ErrorEnvelope {
  const { message, code, param, resumeStatus } = error;
  const status = resumeStatus && { resume_status: resumeStatus };
  return { error: { message, type: FAULTS[code].type, param, code, request_id: requestId, ...status } };
}

/** First fault of a validation as `field: what was wanted`, with the field as a path (`stop.0`). */
export function describeIssue(error: z.core.$ZodError): { param: string; message: string } {
  const issue = error.issues[0]!;
  const param = issue.path.join('.');
  // A record's wrong key holds what is wrong with it one level down.
  const message = issue.code === 'invalid_key' ? issue.issues[0]!.message : issue.message;
  return { param, message: param === '' ? message : `${param}: ${message}` };
}
