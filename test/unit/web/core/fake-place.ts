/** A text to type into, a clock and a source, without a browser. */
import { type AttachOptions, attach, type Listener } from '../../../../web/core/attach.ts';
import type { Clock } from '../../../../web/core/clock.ts';
import type { Answer, Question, Source } from '../../../../web/core/source.ts';
import type { Change, KeyPress, Reading, Surface, View, Watcher } from '../../../../web/core/surface.ts';

export class FakeClock implements Clock {
  #now = 1_000;
  #timers: { at: number; call: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, call: () => void): () => void {
    const timer = { at: this.#now + milliseconds, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Time passes, and every timer that falls due is called in order. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.call();
    }
    this.#now = end;
  }
}

export class FakeSurface implements Surface {
  before = '';
  after = '';
  selected = false;
  composing = false;
  editable = true;
  focused = true;
  multiline = true;
  limit = Number.POSITIVE_INFINITY;
  view: View | null = null;
  views = 0;
  spoken: string[] = [];
  described = '';
  inserted: string[] = [];
  refuses = false;
  #watcher: Watcher | undefined;

  read(): Reading {
    const { before, after, composing, editable, focused, multiline } = this;
    const room = this.limit - before.length - after.length;
    return { before, after, collapsed: !this.selected, composing, editable, focused, multiline, room };
  }

  show(view: View | null): void {
    this.view = view;
    this.views++;
  }

  insert(text: string): boolean {
    if (this.refuses) return false;
    this.before += text;
    this.inserted.push(text);
    // As a browser does: the input event comes while the command runs.
    this.#watcher?.changed('typed');
    return true;
  }

  watch(watcher: Watcher): () => void {
    this.#watcher = watcher;
    return () => {
      this.#watcher = undefined;
    };
  }

  describe(text: string): void {
    this.described = text;
  }

  announce(text: string): void {
    this.spoken.push(text);
  }

  release(): void {}

  report(change: Change): void {
    this.#watcher?.changed(change);
  }

  /** Whether the assistant took the key. */
  press(key: string, more: Partial<KeyPress> = {}): boolean {
    const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, repeat: false };
    const isComposing = this.composing;
    const keyCode = isComposing ? 229 : 0;
    return this.#watcher?.key({ key, code: '', ...none, isComposing, keyCode, ...more }) ?? false;
  }

  pick(index: number): void {
    this.#watcher?.picked(index);
  }

  type(text: string): void {
    for (const character of text) {
      this.before += character;
      this.report('typed');
    }
  }

  ghost(): string | undefined {
    return this.view?.choices[this.view.index];
  }
}

/** Answers when it is told to. */
export class FakeSource implements Source {
  readonly asked: Question[] = [];
  readonly open: {
    question: Question;
    signal: AbortSignal;
    answer(texts: readonly string[]): Promise<void>;
    fail(error: unknown): Promise<void>;
  }[] = [];

  suggest(question: Question, { signal }: { signal: AbortSignal }): Promise<Answer> {
    this.asked.push(question);
    return new Promise((resolve, reject) => {
      const leave = () => {
        const at = this.open.indexOf(entry);
        if (at >= 0) this.open.splice(at, 1);
      };
      const settled = async (settle: () => void) => {
        leave();
        settle();
        // The assistant hears of it in a microtask.
        for (let turn = 0; turn < 5; turn++) await undefined;
      };
      const entry = {
        question,
        signal,
        answer: (texts: readonly string[]) => {
          const choices = texts.map((text, i) => ({ text, confidence: 0.9 / (i + 1) }));
          return settled(() => resolve({ choices, fingerprint: 'fake' }));
        },
        fail: (error: unknown) => settled(() => reject(error)),
      };
      this.open.push(entry);
      signal.addEventListener('abort', () => {
        leave();
        reject(signal.reason);
      });
    });
  }
}

/** An assistant at a place of this kind. */
export function start(options: AttachOptions = {}, listener: Listener = {}) {
  const clock = new FakeClock();
  const surface = new FakeSurface();
  const source = new FakeSource();
  const assistant = attach(surface, source, { clock, ...options }, listener);
  /** Types, waits, and has the question answered; the ghost is then older than a reaction. */
  const offer = async (text: string, ...choices: string[]) => {
    surface.type(text);
    clock.pass(100);
    await source.open.at(-1)?.answer(choices);
    clock.pass(200);
  };
  return { clock, surface, source, assistant, offer };
}
