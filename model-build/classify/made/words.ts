/** Names, numbers and keys such as stand in programs and in data. */
import type { Random } from '../../random/random.ts';

const STEMS =
  `user item count total index name value result list data file path error config state event request response
  token key row column width height page order price cart node tree parent child start end time date buffer stream line
  word text message handler client server query table field record cache session score rate limit offset size color
  image url host port status code type id flag mode level step batch model input output weight sum mean max min`.split(
    /\s+/,
  );
const VERBS =
  'get set load save read write parse build make find update delete create check send open close render sort map filter merge'.split(
    ' ',
  );

/** Draws from one stream of random numbers. */
export class Draws {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#random.uniform() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.#random.uniform() < share;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random.uniform() * from.length)]!;
  }

  times<T>(least: number, most: number, make: (at: number) => T): T[] {
    return Array.from({ length: this.whole(least, most) }, (_, i) => make(i));
  }

  stem(): string {
    return this.pick(STEMS);
  }

  /** A name as a language writes it: camelCase or snake_case. */
  name(snake = false): string {
    const parts = this.times(1, 2, () => this.stem());
    if (this.chance(0.3)) parts.unshift(this.pick(VERBS));
    if (snake) return parts.join('_');
    return parts.map((part, i) => (i === 0 ? part : capital(part))).join('');
  }

  type(): string {
    return capital(this.stem()) + (this.chance(0.4) ? capital(this.stem()) : '');
  }

  number(): string {
    if (this.chance(0.6)) return String(this.whole(0, this.pick([9, 99, 9999, 999_999])));
    return (this.whole(-99_999, 999_999) / this.pick([10, 100, 1000])).toString();
  }

  /** Letters and digits without sense: a key, a hash. */
  key(alphabet: string, least: number, most: number): string {
    return this.times(least, most, () => this.pick([...alphabet])).join('');
  }

  date(): string {
    const two = (n: number) => String(n).padStart(2, '0');
    return `${this.whole(1990, 2030)}-${two(this.whole(1, 12))}-${two(this.whole(1, 28))}`;
  }

  clock(): string {
    const two = (n: number) => String(n).padStart(2, '0');
    return `${two(this.whole(0, 23))}:${two(this.whole(0, 59))}:${two(this.whole(0, 59))}`;
  }
}

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
