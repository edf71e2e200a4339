/** The text after the caret, as what a completion says is compared with it. */
import { knownSigns } from '../../text/as-read.ts';

/** Of a long suffix so many characters are looked at: no longer end of a completion is found in it. */
const LOOKED_AT = 256;
const BLANKS = /[^\S\n]+/g;
/** A line that ends inside a sentence: it was wrapped there, and stands for a blank. */
const WRAPPED = /\n\p{Ll}/u;

/** A suffix in the model's spelling, which has single blanks. */
export class Following {
  readonly text: string;
  /** What `text` begins with and stands before the caret too: a completion need not say it to have said it. */
  readonly lead: string;
  readonly #wraps: boolean;

  /** `opens`: a blank or a line end stands before the caret. */
  constructor(suffix: string, opens: boolean) {
    const known = knownSigns(suffix.slice(0, 4 * LOOKED_AT)).replace(BLANKS, ' ');
    this.#wraps = WRAPPED.test(known);
    this.text = this.seen(known).replace(BLANKS, ' ').slice(0, LOOKED_AT);
    this.lead = opens ? /^\s*/.exec(this.text)![0] : '';
  }

  /** What a completion says, as it is compared; it keeps its length. */
  seen(text: string): string {
    return this.#wraps ? text.replaceAll('\n', ' ') : text;
  }
}
