/**
 * `<ghost-text server="https://…"><textarea></textarea></ghost-text>`: shows in the text box what may come next. The box
 * stays where it is and what it is; without script the markup is a text box.
 */
import { type Assistant, attach, type Suggestion } from '../core/attach.ts';
import type { Source } from '../core/source.ts';
import type { Options, StateName, Unit } from '../core/state.ts';
import type { Surface } from '../core/surface.ts';
import { laterSource } from '../source/later.ts';
import { remoteSource } from '../source/remote.ts';
import { editableSurface } from '../surface/editable.ts';
import { textBoxSurface } from '../surface/textbox.ts';
import { ATTRIBUTES, type Attributes, reflect, takeOver } from './attributes.ts';
import { findBox, isTextBox, served } from './find-box.ts';

/** Node has no elements, and may import this all the same. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** What the events carry; none carries the text before the caret. */
export interface GhostEvents {
  ghostshow: CustomEvent<Suggestion & { id: number }>;
  /** Cancelable: nothing is inserted then. */
  ghostaccept: CustomEvent<{ text: string; unit: Unit; confidence: number | null; id: number }>;
  ghosthide: CustomEvent<{ reason: string; id: number }>;
  ghosterror: CustomEvent<{ error: unknown }>;
  /** Of the model that is loaded into the page: bytes so far and in all, and whether they come from `network` or `cache`. */
  ghostprogress: CustomEvent<{ loaded: number; total: number; from: string }>;
}

export interface GhostText extends Attributes {
  addEventListener<K extends keyof GhostEvents>(
    type: K,
    listener: (this: GhostText, event: GhostEvents[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: `reflect` gives the class these properties
export class GhostText extends Base {
  static readonly observedAttributes = Object.keys(ATTRIBUTES);

  readonly #states: Set<string> | undefined;
  readonly #stage: ShadowRoot;
  /** Sees boxes come and go. */
  #observer: MutationObserver | undefined;
  #source: Source | null = null;
  #apiKey: string | undefined;
  #box: HTMLElement | undefined;
  #surface: Surface | undefined;
  #assistant: Assistant | undefined;
  #stale = false;

  constructor() {
    super();
    this.#stage = this.attachShadow({ mode: 'open' });
    this.#stage.append(document.createElement('slot'));
    this.#states = this.attachInternals().states as Set<string> | undefined;
    takeOver(this, ['source', 'apiKey']);
  }

  /** What answers, if not the server. */
  get source(): Source | null {
    return this.#source;
  }

  set source(source: Source | null) {
    this.#source = source;
    this.#configureSoon();
  }

  /** Of the server; never an attribute, which others could read. */
  get apiKey(): string | undefined {
    return this.#apiKey;
  }

  set apiKey(key: string | undefined) {
    this.#apiKey = key;
    this.#configureSoon();
  }

  get state(): StateName {
    return this.#assistant?.state ?? 'off';
  }

  get suggestion(): Suggestion | null {
    return this.#assistant?.suggestion ?? null;
  }

  /** Asks now, whatever was dismissed. */
  ask(): void {
    this.#assistant?.ask();
  }

  /** Inserts what is shown, or its first word; false when nothing was inserted. */
  accept(unit: Unit = 'all'): boolean {
    return this.#assistant?.accept(unit) ?? false;
  }

  dismiss(): void {
    this.#assistant?.dismiss();
  }

  next(): void {
    this.#assistant?.next();
  }

  previous(): void {
    this.#assistant?.previous();
  }

  connectedCallback(): void {
    this.#observer = new MutationObserver(this.#adopt);
    this.#observer.observe(this, { childList: true, subtree: true });
    // A box that comes later, or becomes fit, is found when somebody enters it.
    document.addEventListener('focusin', this.#adopt);
    this.#adopt();
  }

  disconnectedCallback(): void {
    this.#observer?.disconnect();
    document.removeEventListener('focusin', this.#adopt);
    this.#leave();
  }

  attributeChangedCallback(name: string): void {
    if (name === 'for') this.#adopt();
    this.#configureSoon();
  }

  readonly #adopt = (): void => {
    if (!this.isConnected) return;
    const box = findBox(this, this.htmlFor);
    if (box === this.#box) return;
    this.#leave();
    const source = this.#readSource();
    if (!box || !source) return;
    served.set(box, this);
    this.#box = box;
    this.#surface = isTextBox(box) ? textBoxSurface(box, this.#stage) : editableSurface(box, this.#stage);
    this.#assistant = attach(this.#surface, source, this.#readOptions(), {
      shown: (suggestion, id) => this.#tell('ghostshow', { ...suggestion, id }),
      accepting: (text, unit, confidence, id) =>
        this.#tell('ghostaccept', { text, unit, confidence, id }, true),
      hidden: (reason, id) => this.#tell('ghosthide', { reason, id }),
      failed: (error) => this.#tell('ghosterror', { error }),
      moved: (state) => this.#reflectState(state),
    });
  };

  #leave(): void {
    if (!this.#box) return;
    this.#assistant?.release();
    this.#surface?.release();
    served.delete(this.#box);
    this.#box = this.#assistant = this.#surface = undefined;
    this.#reflectState('off');
  }

  /** False when a listener prevented it. */
  #tell(type: keyof GhostEvents, detail: object, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(type, { detail, cancelable, bubbles: true, composed: true }));
  }

  #reflectState(state: StateName): void {
    try {
      this.#states?.clear();
      this.#states?.add(state);
    } catch {
      // A browser that takes only names with two dashes has no states for us.
    }
  }

  /** Once for all attributes that change together. */
  #configureSoon(): void {
    if (this.#stale) return;
    this.#stale = true;
    queueMicrotask(() => {
      this.#stale = false;
      const source = this.#readSource();
      if (!source) this.#leave();
      else if (this.#assistant) this.#assistant.configure(this.#readOptions(), source);
      else this.#adopt();
    });
  }

  #readSource(): Source | undefined {
    if (this.#source) return this.#source;
    const { server, model, minConfidence, stopAt, runtime, vocabulary } = this;
    if (server === '') return undefined;
    const limits = {
      minConfidence,
      stopAt: STOPS.find((stop) => stop === stopAt) ?? 'word',
      vocabulary: vocabulary ? vocabulary.split(',') : undefined,
    };
    const remote = remoteSource({ server, model: model || undefined, apiKey: this.#apiKey, ...limits });
    if (runtime !== 'local' && runtime !== 'auto') return remote;
    return laterSource(() => this.#openLocal(remote, limits), runtime === 'auto' ? remote : undefined);
  }

  /** By the server's own script: it is of the version that the server serves. */
  async #openLocal(remote: Source, limits: object): Promise<Source> {
    const { server, model, runtime, workerUrl } = this;
    const { chosenSource } = (await import(`${server}/local.js`)) as typeof import('../source/chosen.ts');
    const progress = (loaded: number, total: number, from: string) =>
      this.#tell('ghostprogress', { loaded, total, from });
    const options = {
      ...limits,
      server,
      model: model || 'english',
      apiKey: this.#apiKey,
      workerUrl: workerUrl || undefined,
      progress,
      failed: (error: unknown) => this.#tell('ghosterror', { error }),
    };
    return chosenSource(options, runtime === 'auto' ? remote : undefined);
  }

  #readOptions(): Omit<Options, 'patience' | 'words'> {
    const { disabled, delay, suggestions, display, acceptKeys, announce } = this;
    const keys = acceptKeys.split(/\s+/).filter((key) => key === 'Tab' || key === 'ArrowRight');
    const auto = matchMedia('(pointer: coarse)').matches ? 'list' : 'ghost';
    return {
      disabled,
      delay,
      limit: Math.max(1, Math.min(8, suggestions)),
      display: DISPLAYS.find((known) => known === display) ?? auto,
      accept: keys.length > 0 ? keys : ['Tab'],
      announce: announce !== 'off',
    };
  }
}

const STOPS = ['word', 'sentence', 'line'] as const;
const DISPLAYS = ['ghost', 'list', 'both'] as const;

reflect(GhostText.prototype);

declare global {
  interface HTMLElementTagNameMap {
    'ghost-text': GhostText;
  }
  interface HTMLElementEventMap extends GhostEvents {}
}
