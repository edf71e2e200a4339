/** Token ids that a request names. */
import { AppError } from '../errors.ts';

/** Throws `invalid_value`, with the field `param`, for a token that is not below `vocabulary`. */
export function checkTokens(param: string, tokens: readonly number[], vocabulary: number): void {
  const foreign = tokens.find((token) => token >= vocabulary);
  if (foreign === undefined) return;
  const message = `${param}: wanted token ids below ${vocabulary}, got ${foreign}`;
  throw new AppError('invalid_value', message, { param });
}
