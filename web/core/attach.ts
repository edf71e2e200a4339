/** Joins a surface and a source: the machine of `reducer.ts` with a clock, a timer and real questions. */
import { description } from './announce.ts';
import { type Clock, PAGE_CLOCK } from './clock.ts';
import { commandOf } from './keys.ts';
import { begin, hasEffect, reduce } from './reducer.ts';
import type { Question, Source } from './source.ts';
import {
  type Command,
  DEFAULTS,
  type Effect,
  type Event,
  type Options,
  type Shown,
  type State,
  type StateName,
  type Unit,
} from './state.ts';
import type { Change, KeyPress, Surface } from './surface.ts';
import { isRightToLeft } from './units.ts';

/** What is on the screen. */
export interface Suggestion {
  readonly text: string;
  readonly confidence: number | null;
  /** Place among the choices, from 0. */
  readonly index: number;
  /** How many choices there are. */
  readonly of: number;
}

/** What an assistant tells the page. */
export interface Listener {
  /** A ghost appeared, or became another one. */
  shown?(suggestion: Suggestion, id: number): void;
  /** Before an insertion; false refuses it. */
  accepting?(text: string, unit: Unit, confidence: number | null, id: number): boolean;
  hidden?(reason: string, id: number): void;
  /** The source failed. Nothing needs doing: the assistant asks again by itself. */
  failed?(error: unknown): void;
  /** The state's name changed. */
  moved?(state: StateName): void;
}

/** Control over one attached assistant: its state now, and the commands of a page. */
export interface Assistant {
  readonly state: StateName;
  readonly suggestion: Suggestion | null;
  /** Asks now, whatever was dismissed. */
  ask(): void;
  /** Inserts; false when there was nothing to insert or the page refused. */
  accept(unit?: Unit): boolean;
  dismiss(): void;
  next(): void;
  previous(): void;
  /** Changes options or the source; what is shown goes when the source does. */
  configure(options: Partial<Options>, source?: Source): void;
  /** Lets go of the surface, which stays the caller's to release. */
  release(): void;
}

export type { Clock };

/** Options of `attach`; those left out are taken from `DEFAULTS`. */
export interface AttachOptions extends Partial<Options> {
  /** Milliseconds that only grow, and timers: the page's own unless a test has others. */
  clock?: Clock;
}

const isMac = (): boolean => /Mac|iP/.test(globalThis.navigator?.platform);

/** Nothing is asked before somebody types. */
export function attach(
  surface: Surface,
  source: Source,
  { clock = PAGE_CLOCK, ...options }: AttachOptions = {},
  listener: Listener = {},
): Assistant {
  return new Attached(surface, source, { ...DEFAULTS, ...options }, listener, clock);
}

const nothing = (): void => undefined;

/** An event; its time is now unless it says another. */
type Happening = { [Type in Event['type']]: Untimed<Extract<Event, { type: Type }>> }[Event['type']];
type Untimed<Of extends Event> = Omit<Of, 'at'> & { at?: number };

class Attached implements Assistant {
  readonly #surface: Surface;
  readonly #listener: Listener;
  readonly #clock: Clock;
  readonly #mac = isMac();
  readonly #questions = new Map<number, AbortController>();
  readonly #unwatch: () => void;
  #source: Source;
  #options: Options;
  #state: State;
  #stopTimer = nothing;
  #stopSpeaking = nothing;
  /** An insertion is under way: what the surface reports meanwhile is its own doing. */
  #inserting = false;

  constructor(surface: Surface, source: Source, options: Options, listener: Listener, clock: Clock) {
    this.#surface = surface;
    this.#source = source;
    this.#options = options;
    this.#listener = listener;
    this.#clock = clock;
    this.#state = begin(surface.read());
    this.#unwatch = surface.watch({
      changed: (change) => {
        if (!this.#inserting) this.#changed(change);
      },
      key: (press) => this.#key(press),
      picked: (index) => {
        if (this.#isCurrent()) this.#dispatch({ type: 'picked', index });
      },
    });
    this.#describe();
    this.#changed('state');
  }

  get state(): StateName {
    return this.#state.name;
  }

  get suggestion(): Suggestion | null {
    return suggestionOf(this.#state.shown);
  }

  ask(): void {
    this.#command('ask');
  }

  accept(unit: Unit = 'all'): boolean {
    return this.#command(unit === 'all' ? 'accept' : 'accept-word');
  }

  dismiss(): void {
    this.#command('dismiss');
  }

  next(): void {
    this.#command('next');
  }

  previous(): void {
    this.#command('previous');
  }

  configure(options: Partial<Options>, source: Source = this.#source): void {
    this.#options = { ...this.#options, ...options };
    this.#source = source;
    this.#describe();
    this.#dispatch({ type: 'configured', reading: this.#surface.read() });
  }

  release(): void {
    this.configure({ disabled: true });
    this.#unwatch();
  }

  /** Names the way out of Tab. */
  #describe(): void {
    const { accept, disabled, words } = this.#options;
    this.#surface.describe(disabled ? '' : description(accept[0] ?? '', words));
  }

  #changed(change: Change): void {
    this.#dispatch({ type: 'changed', change, reading: this.#surface.read() });
  }

  /** Whether the text and the caret are those that the ghost was drawn for: a page may write without a word. */
  #isCurrent(): boolean {
    const { before, after, collapsed, composing } = this.#surface.read();
    const { reading } = this.#state;
    const same = before === reading.before && after === reading.after && collapsed && !composing;
    if (!same) this.#changed('script');
    return same;
  }

  #command(command: Command): boolean {
    if (!this.#isCurrent()) return false;
    return this.#dispatch({ type: 'command', command });
  }

  #key(press: KeyPress): boolean {
    const ghost = this.suggestion?.text ?? '';
    const forward = isRightToLeft(ghost) ? 'ArrowLeft' : 'ArrowRight';
    const command = commandOf(press, this.#options.accept, forward, this.#mac);
    const now = this.#clock.now();
    if (!command || press.repeat || !hasEffect(this.#state, command, now, true) || !this.#isCurrent())
      return false;
    this.#dispatch({ type: 'command', command, at: now });
    return true;
  }

  /** Whether something was inserted. */
  #dispatch(event: Happening): boolean {
    const before = this.#state.name;
    const { state, effects } = reduce(
      this.#state,
      { at: this.#clock.now(), ...event } as Event,
      this.#options,
    );
    this.#state = state;
    this.#wakeAt(state.due);
    let inserted = false;
    for (const effect of effects) inserted = this.#run(effect) || inserted;
    if (state.name !== before && this.#state === state) {
      // The first time, somebody has entered the box.
      this.#source.prepare?.();
      this.#listener.moved?.(state.name);
    }
    return inserted;
  }

  #run(effect: Effect): boolean {
    switch (effect.type) {
      case 'ask':
        void this.#ask(effect.id, effect.question);
        break;
      case 'cancel':
        this.#questions.get(effect.id)?.abort();
        this.#questions.delete(effect.id);
        break;
      case 'show':
        this.#surface.show(effect.view);
        break;
      case 'announce':
        this.#announce(effect.text, effect.after);
        break;
      case 'shown':
        this.#listener.shown?.(suggestionOf(effect.shown) as Suggestion, effect.shown.id);
        break;
      case 'hidden':
        this.#listener.hidden?.(effect.reason, effect.id);
        break;
      case 'insert':
        return this.#insert(effect);
    }
    return false;
  }

  #insert({ text, unit, confidence, id }: Extract<Effect, { type: 'insert' }>): boolean {
    if (this.#listener.accepting?.(text, unit, confidence, id) === false || !this.#isCurrent()) return false;
    this.#inserting = true;
    let done = false;
    try {
      done = this.#surface.insert(text);
    } finally {
      this.#inserting = false;
    }
    if (done) this.#dispatch({ type: 'inserted', text, reading: this.#surface.read() });
    else this.#changed('script');
    return done;
  }

  async #ask(id: number, question: Question): Promise<void> {
    const controller = new AbortController();
    this.#questions.set(id, controller);
    const { signal } = controller;
    try {
      const { choices } = await this.#source.suggest(question, { signal });
      if (!Array.isArray(choices)) throw new TypeError('A source answers with `choices`, a list.');
      // The text of now decides, also where nobody told that it changed.
      if (this.#questions.has(id)) this.#isCurrent();
      if (this.#questions.delete(id)) this.#dispatch({ type: 'answered', id, choices });
    } catch (error) {
      if (!this.#questions.delete(id)) return;
      const told = (error as { retryAfterSeconds?: unknown } | null)?.retryAfterSeconds;
      this.#dispatch({ type: 'failed', id, retryAfter: Number(told) || null });
      this.#listener.failed?.(error);
    }
  }

  #announce(text: string, after: number): void {
    this.#stopSpeaking();
    if (after === 0) this.#surface.announce(text);
    else this.#stopSpeaking = this.#clock.after(after, () => this.#surface.announce(text));
  }

  #wakeAt(due: number | null): void {
    this.#stopTimer();
    if (due === null) return;
    this.#stopTimer = this.#clock.after(Math.max(0, due - this.#clock.now()), () =>
      // A timer may come a little early; what is due by now is due.
      this.#dispatch({ type: 'time', at: Math.max(due, this.#clock.now()) }),
    );
  }
}

function suggestionOf(shown: Shown | null): Suggestion | null {
  if (!shown) return null;
  const { text, confidence } = shown.choices[shown.index]!;
  return { text, confidence, index: shown.index, of: shown.choices.length };
}
