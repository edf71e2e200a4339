/** A field of a request with a value that it may not have. */
import { AppError } from '../errors.ts';

/** The error that names the field, `param`, and what was wanted of it. */
export function invalid(param: string, message: string): AppError {
  return new AppError('invalid_value', `${param}: ${message}`, { param });
}
