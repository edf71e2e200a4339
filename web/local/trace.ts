/** What a model's memory holds after each token of a text: for who wants to see it. Not over HTTP: it is 10 kB a token. */
import { numbersOf } from '../../src/cache-model/history.ts';
import { oddsOf, rarityOf } from '../../src/cache-model/prominence.ts';
import type { Rarity, State } from '../../src/contract/step-model.ts';
import { copyState } from '../../src/generation/reading/prime.ts';
import { readText } from '../../src/generation/reading/read-text.ts';
import { Pace } from '../../src/generation/stepping/pace.ts';
import type { LocalModel } from './open-model.ts';

/** Tokens of a text whose memory is told, at most: its last ones. */
const MOST_TOKENS = 384;
/** The beginning of a longer text is left out by so many tokens at a time, so that what was read stays of use. */
const STEP = 128;

/** A token of the text that the cache has made likelier. */
export interface Raised {
  text: string;
  /** What its odds were multiplied by. */
  times: number;
}

/** The memory of a model along a text. */
export interface Trace {
  /** The tokens, the model's start first: it has no text. */
  pieces: string[];
  /** Numbers of each vector of the network's state, in the order of the graph. */
  sizes: number[];
  /** `[pieces, sum of sizes]`. */
  values: Float32Array<ArrayBuffer>;
  /** After the last token, the most raised first; empty for a model without a cache of words. */
  raised: Raised[];
}

type Forget = (text: string, signal: AbortSignal) => Promise<void>;

/** Follows one text that is being typed: only what is new is read. */
export class Tracer {
  readonly #local: LocalModel;
  readonly #pause: () => Promise<void>;
  readonly #rarity: Rarity | undefined;
  #tokens: number[] = [];
  /** After each of the tokens. */
  #states: State[] = [];
  /** The trace under way: they share what is known. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(local: LocalModel, pause: () => Promise<void>) {
    this.#local = local;
    this.#pause = pause;
    const { cache } = local.manifest;
    this.#rarity = cache?.marginals && rarityOf(cache.marginals);
  }

  /** With `forget`, which makes the engine forget what the text has said, the cache here does too. Rejects with the signal's reason. */
  async trace(text: string, signal: AbortSignal, forget?: Forget): Promise<Trace> {
    const traced = await this.#inTurn(text, signal);
    if (!forget || text === '') return traced;
    await forget(text, signal);
    this.forget();
    return this.#inTurn(text, signal);
  }

  #inTurn(text: string, signal: AbortSignal): Promise<Trace> {
    const traced = this.#last.then(() => this.#read(text, signal));
    this.#last = traced.catch(() => undefined);
    return traced;
  }

  async #read(text: string, signal: AbortSignal): Promise<Trace> {
    const { manifest, tokenizer, model } = this.#local;
    const read = text === '' ? [] : readText(text, { tokenizer, heal: false }).tokens;
    const over = Math.max(0, read.length + 1 - MOST_TOKENS);
    const tokens = [manifest.vocabulary.startToken, ...read.slice(Math.ceil(over / STEP) * STEP)];
    const pace = new Pace(manifest.architecture.multiplyAccumulates, signal, this.#pause);
    let known = 0;
    while (known < tokens.length && this.#tokens[known] === tokens[known]) known++;
    this.#tokens.length = this.#states.length = known;
    for (const token of tokens.slice(known)) {
      await pace.beforeStep();
      const before = this.#states.at(-1);
      const state = before ? copyState(before) : model.initialState();
      await model.step(token, state);
      this.#tokens.push(token);
      this.#states.push(state);
    }
    return this.#tell();
  }

  /** The cache forgets what was said so far; what is typed from here on it learns. */
  forget(): void {
    if (!this.#local.manifest.cache) return;
    for (const state of this.#states) state.at(-1)!.fill(0);
  }

  #tell(): Trace {
    const { manifest, tokenizer } = this.#local;
    const networkOf = (state: State): State => (manifest.cache ? state.slice(0, -1) : state);
    const sizes = networkOf(this.#states[0]!).map(({ length }) => length);
    const width = sizes.reduce((sum, size) => sum + size, 0);
    const values = new Float32Array(this.#states.length * width);
    let at = 0;
    for (const state of this.#states) {
      for (const vector of networkOf(state)) {
        values.set(vector, at);
        at += vector.length;
      }
    }
    const pieces = this.#tokens.map((token, i) => (i === 0 ? '' : tokenizer.decode([token])));
    return { pieces, sizes, values, raised: this.#raised() };
  }

  #raised(): Raised[] {
    const { cache } = this.#local.manifest;
    if (!this.#rarity || !cache?.marginals) return [];
    const { strength } = cache.marginals;
    const odds = oddsOf(numbersOf(this.#states.at(-1)!.at(-1)!), this.#rarity);
    return Array.from(odds, ([token, of]) => ({
      text: this.#local.tokenizer.decode([token]),
      times: (1 + of) ** strength,
    }))
      .filter(({ text, times }) => times > 1.05 && text.trim() !== '')
      .sort((a, b) => b.times - a.times);
  }
}
