/** Numbers from the command line. Each throws what commander shows beside the option's name. */
import { InvalidArgumentError } from 'commander';

/** A whole number, `least` or more. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text === '' || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`wanted a whole number, ${least} or more`);
    return value;
  };

/** A number above zero. */
export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new InvalidArgumentError('wanted a number above zero');
  return value;
}
