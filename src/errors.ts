/** The one error of a request that cannot be answered. */
import type { ErrorCode } from './contract/faults.ts';
import type { ResumeStatus } from './contract/resume-status.ts';

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
}
