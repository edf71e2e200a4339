/** Figures as people read them. */
import { ENOUGH_DOCUMENTS, type Estimate } from '../evaluate/likelihood/bootstrap.ts';

/** Where nothing was measured. */
export const NO_FIGURE = '-';

/** A star beside an interval over so few documents that it is an anecdote. */
const star = (documents: number): string => (documents < ENOUGH_DOCUMENTS ? ' *' : '');

/** Bits per byte with its interval: `1.777 (1.752-1.803)`. */
export const bitsOf = ({ value, low, high }: Estimate, documents: number): string =>
  `${value.toFixed(3)} (${low.toFixed(3)}-${high.toFixed(3)})${star(documents)}`;

/** A share with its interval: `25.2 % (22.7-27.9)`. */
export const percentOf = ({ value, low, high }: Estimate, documents: number): string => {
  const [middle, from, to] = [value, low, high].map((share) => (100 * share).toFixed(1));
  return `${middle} % (${from}-${to})${star(documents)}`;
};

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

/** Digits in groups of three, the same in every locale. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
