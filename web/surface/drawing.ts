/** Keeps a view drawn at the caret while it is shown: each frame it looks whether anything moved. */
import type { View } from '../core/surface.ts';
import { isRightToLeft } from '../core/units.ts';
import type { Spot } from './spot.ts';
import type { Stage } from './stage.ts';

/** Frames between two looks at what gives no sign: style, and fonts that came late. */
const LOOK = 15;
/** What stands of the word at the caret. */
const BEGUN = /[\p{L}\p{M}\p{N}'’]+$/u;

/** What a drawing needs of its surface. */
export interface Subject {
  /** Where `ghost` goes; undefined when the place cannot be seen. */
  locate(ghost: string): Spot | undefined;
  /** Changes when what is drawn may have to move. Cheap. */
  signature(): string;
  read(): { readonly before: string };
  /** Called each frame: text that was changed without an event is noticed here. */
  check(): void;
}

export class Drawing {
  readonly #stage: Stage;
  readonly #subject: Subject;
  #view: View | null = null;
  #frame = 0;
  #signature = '';
  #sinceLook = 0;
  #label = '';

  constructor(stage: Stage, subject: Subject) {
    this.#stage = stage;
    this.#subject = subject;
  }

  /** Drawn at once, for an answer comes between two frames; another in its place with the next frame. `label` names the list. */
  show(view: View | null, label: string): void {
    this.#view = view;
    this.#label = label;
    this.#signature = '';
    if (view) {
      if (!this.#frame) this.#look(view);
      return;
    }
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#clear();
  }

  #clear(): void {
    this.#stage.ghost.clear();
    this.#stage.list.clear();
  }

  readonly #draw = (): void => {
    this.#frame = 0;
    this.#subject.check();
    const view = this.#view;
    if (view) this.#look(view);
  };

  #look(view: View): void {
    this.#frame = requestAnimationFrame(this.#draw);
    const signature = this.#subject.signature();
    if (signature === this.#signature && ++this.#sinceLook < LOOK) return;
    this.#signature = signature;
    this.#sinceLook = 0;
    this.#place(view);
  }

  #place({ choices, index, display }: View): void {
    const { ghost, list } = this.#stage;
    const text = choices[index]!;
    const spot = this.#subject.locate(text);
    if (!spot) {
      this.#clear();
      return;
    }
    const frame = this.#stage.scaleTo(spot.scale);
    const along = isRightToLeft(text) === spot.rightToLeft;
    const [begun = ''] = BEGUN.exec(this.#subject.read().before.slice(-40)) ?? [];
    const joined = begun !== '';
    const drawn = display !== 'list' && along && ghost.draw(text, spot, frame, joined);
    if (!drawn) ghost.clear();
    // A ghost without a place is offered in the list.
    if (display !== 'ghost' || !drawn) list.draw(choices, index, spot.caret, this.#label, begun);
    else list.clear();
  }
}
