/** What a model says, in the writer's own spelling: the way back of as-read.ts. */
import type { Spelling } from './spelling.ts';

const FULL_WIDTH = 0xfee0;
/** After these a quote opens. */
const OPENING = /[\s([{<\u2014]/;

/** A text grows by so much at most, in bytes: a sign becomes one of three bytes, a letter one with two marks. */
export const MOST_RESPELLED = 3;

/** Whether what is said is spelled otherwise than a model spells. */
export const respells = (spelling: Spelling): boolean => {
  const { curly, wide, decomposed, newline, capitals } = spelling;
  return curly || wide || decomposed || newline !== '\n' || capitals.on;
};

/** Respells a text piece by piece. Capitals are apart (`inCapitals`): they change what a text says where it ends. */
export class Speller {
  readonly #spelling: Spelling;
  #opens: boolean;

  constructor(spelling: Spelling) {
    this.#spelling = spelling;
    this.#opens = spelling.opens;
  }

  /** Whether a quote that comes next would open. */
  get opens(): boolean {
    return this.#opens;
  }

  /** The next piece, of whole characters. */
  push(text: string): string {
    const { newline, decomposed } = this.#spelling;
    if (!respells(this.#spelling)) {
      if (text !== '') this.#opens = OPENING.test(text.at(-1)!);
      return text;
    }
    let written = '';
    for (const character of text) {
      written += character === '\n' ? newline : this.#spell(character);
      this.#opens = OPENING.test(character);
    }
    return decomposed ? written.normalize('NFD') : written;
  }

  #spell(character: string): string {
    const { curly, wide } = this.#spelling;
    if (curly && character === '"') return this.#opens ? '\u201c' : '\u201d';
    if (curly && character === "'") return this.#opens ? '\u2018' : '\u2019';
    if (wide && /[\x21-\x7e]/.test(character))
      return String.fromCharCode(character.charCodeAt(0) + FULL_WIDTH);
    return character;
  }
}

/** A whole text in the writer's spelling, capitals included. */
export function spellAsWritten(text: string, spelling: Spelling): string {
  return new Speller(spelling).push(inCapitals(text, spelling));
}

/** In capitals where the writer writes in capitals throughout. */
export function inCapitals(text: string, { capitals }: Spelling): string {
  return capitals.on ? text.toUpperCase() : text;
}
