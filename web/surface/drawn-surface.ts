/** What every surface that draws in a shadow root of its own has in common. */
import { ENGLISH, type Words } from '../core/announce.ts';
import type { Reading, Surface, View, Watcher } from '../core/surface.ts';
import { describing, lend } from './describe.ts';
import { Drawing } from './drawing.ts';
import { type Listening, listen } from './listening.ts';
import type { Spot } from './spot.ts';
import { Stage } from './stage.ts';

export interface SurfaceOptions {
  /** The list's name is of these. */
  words?: Words;
}

export abstract class DrawnSurface<Target extends HTMLElement> implements Surface {
  protected readonly target: Target;
  protected readonly stage: Stage;
  protected readonly listening: Listening;
  protected watcher: Watcher | undefined;
  readonly #drawing: Drawing;
  readonly #describe = describing();
  readonly #unmute: () => void;
  readonly #list: string;

  /** `root` is an empty shadow root near the target. */
  constructor(target: Target, root: ShadowRoot, { words = ENGLISH }: SurfaceOptions) {
    this.target = target;
    this.stage = new Stage(root, (index) => this.watcher?.picked(index));
    this.#drawing = new Drawing(this.stage, this);
    this.listening = listen(target, () => this.watcher);
    // The browser's own suggestions would double ours.
    this.#unmute = lend(target, 'writingsuggestions', 'false');
    this.#list = words.list;
  }

  abstract read(): Reading;
  abstract insert(text: string): boolean;
  /** Where `ghost` goes; undefined when the place cannot be seen. */
  abstract locate(ghost: string): Spot | undefined;
  /** What of the target moves a ghost, apart from its rectangle. */
  protected abstract inner(): readonly unknown[];

  /** Called each frame: text that was changed without an event is noticed here. */
  check(): void {}

  /** Changes when what is drawn may have to move. Cheap. */
  signature(): string {
    const { left, top, width, height } = this.target.getBoundingClientRect();
    const frame = this.stage.frame();
    const view = window.visualViewport;
    return [
      ...[left, top, width, height, frame.left, frame.top, frame.scale, view?.height, view?.offsetTop],
      ...[window.devicePixelRatio, document.fonts.status, ...this.inner()],
    ].join();
  }

  show(view: View | null): void {
    this.#drawing.show(view, this.#list);
  }

  watch(watcher: Watcher): () => void {
    this.watcher = watcher;
    return () => {
      this.watcher = undefined;
    };
  }

  describe(text: string): void {
    this.#describe(this.target, text);
  }

  announce(text: string): void {
    this.stage.speech.say(text, this.target);
  }

  release(): void {
    this.watcher = undefined;
    this.show(null);
    this.listening.stop();
    this.describe('');
    this.#unmute();
    this.stage.remove();
  }
}
