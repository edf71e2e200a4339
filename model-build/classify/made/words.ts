/** Names, numbers and keys such as stand in programs and in data. */
import type { Random } from '../../random/random.ts';

const STEMS =
  `user item count total index name value result list data file path error config state event request response
  token key row column width height page order price cart node tree parent child start end time date buffer stream line
  word text message handler client server query table field record cache session score rate limit offset size color
  image url host port status code type id flag mode level step batch model input output weight sum mean max min
  account action address alias amount args array asset attr author backup bar base block body bounds box branch bucket
  byte callback channel char check class clock cluster color command comment commit component content context cookie
  copy core country current data date debug default delay depth device dialog dict diff digest dir document domain
  driver edge element email encoder engine entity env epoch event exit factory feature field filter folder font form
  format frame func gateway graph grid group hash head header history icon info init instance int interval invoice
  iterator job join journal json kernel label lang layer layout length library link listener loader locale lock logger
  loop manager map mask match matrix media member memory menu meta method metric module mount mutex namespace
  network notify object offset operator option origin owner package panel params parser part patch pattern payload
  payment peer permission phone pixel player plugin point policy pool prefix priority process product profile progress
  project proxy queue random range ratio reader reason ref region registry release remote render repo report res role
  root route rule sample scale schedule schema scope script search section segment selector sender sensor service
  shape shard signal site slice socket sort source span spec stack stage stats stock storage store string style subject
  suffix summary symbol sync tab tag target task team template tenant test theme thread ticket timeout title tmp topic
  total trace track transaction trigger tuple unit update upload usage util vector version view visit volume wallet
  watcher widget window worker wrapper zone ctx buf len idx err ptr src dst fd num str obj tmp cfg conf msg cmd pkg`.split(
    /\s+/,
  );
const VERBS =
  'get set load save read write parse build make find update delete create check send open close render sort map filter merge'.split(
    ' ',
  );

/** Draws from one stream of random numbers. */
export class Draws {
  readonly #random: Random;
  readonly #sentences: readonly string[];

  /** `sentences`: what people say in comments and strings; words without sense if there are none. */
  constructor(random: Random, sentences: readonly string[] = []) {
    this.#random = random;
    this.#sentences = sentences;
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

  /** Some words, as somebody has said them. */
  sentence(): string {
    if (this.#sentences.length === 0) return this.times(2, 9, () => this.stem()).join(' ');
    return this.pick(this.#sentences).replace(/\s+/g, ' ');
  }

  /** Its first so many words. */
  phrase(most = 5): string {
    return this.sentence()
      .split(' ')
      .slice(0, this.whole(1, most))
      .join(' ')
      .replace(/["'`\\]/g, '');
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
