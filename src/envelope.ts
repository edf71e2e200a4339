/** An error as it leaves: OpenAI's envelope, plus a request id. */
import { type ErrorCode, FAULTS } from './contract/faults.ts';
import type { ResumeStatus } from './contract/resume-status.ts';
import { AppError } from './errors.ts';

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

/** The status that goes out with an error. */
export const statusOf = ({ code }: AppError) => FAULTS[code].status;
