/** How often a shown ghost was right, by what was then typed. */

/** Ghosts so far. */
export interface Tally {
  right: number;
  wrong: number;
  /** Taken with a key; of these nobody can say what would have been typed. */
  taken: number;
}

/** A ghost that is not judged yet. */
interface Shown {
  id: number;
  /** The text before the caret, and what was shown behind it. */
  before: string;
  ghost: string;
}

/** Judges ghosts: told what is shown, what is taken, and how the text goes on. */
export class Judge {
  readonly tally: Tally = { right: 0, wrong: 0, taken: 0 };
  #open: Shown[] = [];

  /** A ghost appeared. One that is typed along stays the same, and is judged by all of it. */
  shown(id: number, before: string, ghost: string): void {
    this.#open = [...this.#open.filter((each) => each.id !== id), { id, before, ghost }];
  }

  /** What is taken was not typed; a part of it counts as all of it. */
  taken(id: number): void {
    this.tally.taken++;
    this.#open = this.#open.filter((each) => each.id !== id);
  }

  /** The text as it is now. A ghost whose own text has changed before it is judged by nothing. */
  typed(text: string): void {
    this.#open = this.#open.filter(({ before, ghost }) => {
      if (!text.startsWith(before)) return false;
      const typed = text.slice(before.length, before.length + ghost.length);
      if (typed === ghost) this.tally.right++;
      else if (!ghost.startsWith(typed)) this.tally.wrong++;
      else return true;
      return false;
    });
  }
}

/** The tally for people. */
export function tallyWords({ right, wrong, taken }: Tally): string {
  const judged = right + wrong;
  const took = taken === 0 ? '' : `; ${taken} taken with a key`;
  if (judged === 0) return `Nothing to count yet${took}.`;
  return `Right so far: ${right} of ${judged} (${Math.round((100 * right) / judged)} %)${took}.`;
}
