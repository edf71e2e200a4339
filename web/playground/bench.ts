/** What the panes of the playground share: the text, the settings, who answers; and how one tells the others of a change. */
import type { Local } from '../local/local.ts';
import type { Shared } from './core/share.ts';
import type { Server } from './server.ts';
import { type Side, serverSide } from './sides.ts';

/** What may change: the text, which model or where it runs, the confidence, or what the page holds is set anew. */
export type Change = 'text' | 'model' | 'side' | 'confidence' | 'shared';

/** The playground's state. */
export class Bench {
  readonly server: Server;
  readonly shared: Shared;
  /** Names of those that can be chosen. */
  models: readonly string[] = [];
  readonly #box: HTMLTextAreaElement;
  readonly #listeners = new Map<Change, (() => void)[]>();
  readonly #fault: HTMLElement;
  #local: Local | undefined;
  #side: Side;

  constructor(server: Server, shared: Shared, box: HTMLTextAreaElement, fault: HTMLElement) {
    this.server = server;
    this.shared = shared;
    this.#box = box;
    this.#fault = fault;
    this.#side = serverSide(server);
    box.value = shared.text;
    box.addEventListener('input', () => this.#typed());
  }

  get text(): string {
    return this.#box.value;
  }

  /** As if somebody had written it, so that it can be undone; the caret stands behind it. */
  set text(text: string) {
    this.#box.focus();
    this.#box.select();
    const written =
      text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text);
    if (!written || this.#box.value !== text) {
      this.#box.value = text;
      this.#typed();
    }
  }

  get side(): Side {
    return this.#side;
  }

  /** The model in this page; undefined while the server answers. */
  get local(): Local | undefined {
    return this.#local;
  }

  /** Lets a model in this page answer, or with undefined the server. */
  answerBy(local: Local | undefined, side: Side): void {
    this.#local = local;
    this.#side = side;
    this.tell('side');
  }

  on(change: Change, listener: () => void): void {
    this.#listeners.set(change, [...(this.#listeners.get(change) ?? []), listener]);
  }

  tell(change: Change): void {
    for (const listener of this.#listeners.get(change) ?? []) listener();
  }

  /** Says what has failed, in words; the next success of anything takes it away. */
  readonly failed = (error: unknown): void => {
    this.#fault.textContent = wordsOf(error);
    this.#fault.hidden = false;
  };

  readonly worked = (): void => {
    this.#fault.hidden = true;
  };

  #typed(): void {
    this.shared.text = this.#box.value;
    this.tell('text');
  }
}

/** An error for people. A failed fetch has no words of its own in any browser. */
export function wordsOf(error: unknown): string {
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message))
    return 'The server cannot be reached.';
  return error instanceof Error ? error.message : String(error);
}
