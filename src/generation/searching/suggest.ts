/**
 * The likeliest continuations of a text up to the end of a word, a sentence or a line: a search over tokens, likeliest
 * path first. The probability of a continuation is that the text goes on exactly so and ends there:
 *
 *     p(text) = sum over the ways to say it of p(way) * sum of p(piece | way) over the pieces that end it
 *
 * given what was typed, whose unfinished end may be cut into tokens in several ways (cover.ts). The search is over when
 * no open path is likelier than the last continuation wanted: then nothing likelier is left to be found, only other,
 * less likely ways to say what was found. At most `searchWidth` paths are stepped at each length, so that a sentence
 * costs no more than a beam of that width; and what the budget of work does not reach is not found.
 */

import type { State } from '../../contract/step-model.ts';
import type { Manners } from '../../manners/manners.ts';
import { finishedText } from '../../text/finished-text.ts';
import { join } from '../../text/join.ts';
import { byteLength, utf8 } from '../../text/utf8.ts';
import { greatest } from '../drawing/greatest.ts';
import { addLogs, normalizerOf } from '../drawing/score.ts';
import { copyState, type Primed } from '../reading/prime.ts';
import { BoundaryMatcher, type StopAt } from '../showing/boundary.ts';
import type { Pace } from '../stepping/pace.ts';
import type { ServedModel } from '../stepping/served-model.ts';
import { type Cover, findCovers } from './cover.ts';
import { endingFinder } from './endings.ts';
import { takeLikeliest } from './likeliest-first.ts';

/** What is searched for. */
export interface SuggestRequest {
  /** Continuations wanted; fewer come when fewer are found. */
  count: number;
  /** Longest of them, in tokens. */
  maxTokens: number;
  stopAt: StopAt;
  /** Of the text before them, what was typed included: what it refuses is not suggested. Absent: all are. */
  manners?: Manners;
}

/** A continuation that was found. */
export interface Suggestion {
  text: string;
  /** Natural logarithm of its probability, given the text before it. */
  logprob: number;
  /** `length` for one cut off by `maxTokens`: then it may go on in any way. */
  finishReason: 'stop' | 'length';
  /** Of the likeliest way to say it, those that say no more than was typed excepted. */
  tokens: number;
}

/** Wider searches find no more: docs/decisions/0005-suggestions.md. */
const WIDTH_PER_SUGGESTION = 2;
const LEAST_WIDTH = 8;
/** After a space nearly every word covers what was typed; those beyond so many widths would never be stepped. */
const SEEDS_PER_WIDTH = 2;
/** Paths stepped at each length at most: `count` suggestions cost no more than so many completions. */
export function searchWidth(count: number): number {
  return Math.max(LEAST_WIDTH, WIDTH_PER_SUGGESTION * count);
}

/** A path to step: `token` after a model that has read all before it. */
interface Open {
  /** Of the whole path, `token` included. */
  logprob: number;
  /** The model before it. Without its logits, which would be the most of what a long search holds. */
  before: State;
  token: number;
  /** Said after what was typed, `token` included. */
  bytes: Uint8Array;
  /** Tokens that say them. */
  tokens: number;
}

/** `primed` has read all before the `unfinished` bytes, or everything if there are none. Likeliest first; none empty. */
export async function suggest(
  served: ServedModel,
  primed: Primed,
  unfinished: Uint8Array | undefined,
  request: SuggestRequest,
  pace: Pace,
): Promise<Suggestion[]> {
  if (request.maxTokens === 0) return [];
  const search = new Search(served, request);
  if (unfinished && unfinished.length > 0) search.begin(await findCovers(served, primed, unfinished, pace));
  else search.follow(primed, NOTHING_SAID);
  return search.run(pace);
}

/** `values` at `places`. */
function pick(values: Float32Array, places: readonly number[]): Float32Array {
  const picked = new Float32Array(places.length);
  for (let i = 0; i < places.length; i++) picked[i] = values[places[i]!]!;
  return picked;
}

/** A path before its first token. */
const NOTHING_SAID = { logprob: 0, bytes: new Uint8Array(0), tokens: 0 };

/** Paths through the tokens: what is open, and what has been found. */
class Search {
  readonly #served: ServedModel;
  readonly #request: SuggestRequest;
  /** Paths that are followed of each length. */
  readonly #width: number;
  readonly #endings: ReturnType<typeof endingFinder>;
  readonly #candidates: Candidates;
  readonly #open: Open[] = [];

  constructor(served: ServedModel, request: SuggestRequest) {
    this.#served = served;
    this.#request = request;
    this.#width = searchWidth(request.count);
    this.#endings = endingFinder(served.tokenizer, request.stopAt);
    this.#candidates = new Candidates(request.count);
  }

  /** Begins with the likeliest ways to say an unfinished word, whose probabilities are shares of all of them. */
  begin(covers: readonly Cover[]): void {
    const logprobs = new Float32Array(covers.map(({ logprob }) => logprob));
    const typed = normalizerOf(this.#served.model, logprobs);
    for (const at of greatest(logprobs, SEEDS_PER_WIDTH * this.#width)) {
      const { logprob, token, beyond, before } = covers[at]!;
      this.#meet({
        logprob: logprob - typed,
        before: before.state,
        token,
        bytes: beyond,
        tokens: beyond.length > 0 ? 1 : 0,
      });
    }
  }

  /** All that may come after a path whose successors `primed` knows. */
  follow(primed: Primed, { logprob, bytes, tokens }: Pick<Open, 'logprob' | 'bytes' | 'tokens'>): void {
    const { text, finished } = finishedText(bytes)!;
    const begun = finished ? undefined : bytes.subarray(byteLength(text));
    const { ending, open } = this.#endings.after(text, begun);
    const { logits, state } = primed;
    const { model, tokenizer } = this.#served;
    const whole = logprob - normalizerOf(model, logits);
    for (const end of ending) {
      const shown = text.slice(0, text.length - end.drop) + end.add;
      // What is said before the end was looked at when it was met.
      if (end.add !== '' && this.#refuses(utf8.encode(shown))) continue;
      const likely = whole + normalizerOf(model, pick(logits, end.tokens));
      this.#candidates.add(shown, likely, 'stop', tokens + (end.add === '' ? 0 : 1));
    }
    const ahead = pick(logits, open);
    for (const at of greatest(ahead, this.#width)) {
      const token = open[at]!;
      const more = join(bytes, tokenizer.bytesOf(token));
      this.#meet({ logprob: whole + ahead[at]!, before: state, token, bytes: more, tokens: tokens + 1 });
    }
  }

  /** Steps the likeliest open path until none is likelier than what was found. */
  async run(pace: Pace): Promise<Suggestion[]> {
    const stepped = new Map<number, number>();
    while (this.#open.length > 0 && !pace.exhausted) {
      const next = takeLikeliest(this.#open);
      if (next.logprob <= this.#candidates.lowest) break;
      const before = stepped.get(next.tokens) ?? 0;
      if (before === this.#width) continue;
      stepped.set(next.tokens, before + 1);
      const state = copyState(next.before);
      await pace.beforeStep();
      const logits = await this.#served.model.step(next.token, state, true);
      this.follow({ state, logits, scores: [] }, next);
    }
    return this.#candidates.best();
  }

  #refuses(bytes: Uint8Array): boolean {
    return this.#request.manners?.refuses(bytes) ?? false;
  }

  /** Sorts a path in: ended, cut off by the number of its tokens, or still open. */
  #meet(path: Open): void {
    const { stopAt, maxTokens } = this.#request;
    const text = finishedText(path.bytes)?.text;
    if (text === undefined || this.#refuses(path.bytes)) return;
    const { text: shown, ended } = new BoundaryMatcher(stopAt).push(text, path.tokens === maxTokens);
    if (ended) this.#candidates.add(shown, path.logprob, 'stop', path.tokens);
    else if (path.tokens === maxTokens) this.#candidates.add(shown, path.logprob, 'length', path.tokens);
    else this.#open.push(path);
  }
}

/** Continuations by their text, each with the sum of its ways. */
class Candidates {
  readonly #count: number;
  readonly #byText = new Map<string, Suggestion & { likeliest: number }>();

  constructor(count: number) {
    this.#count = count;
  }

  add(text: string, logprob: number, finishReason: 'stop' | 'length', tokens: number): void {
    if (text === '' || !(logprob > Number.NEGATIVE_INFINITY)) return;
    const known = this.#byText.get(text);
    if (known === undefined) {
      this.#byText.set(text, { text, logprob, finishReason, tokens, likeliest: logprob });
      return;
    }
    if (logprob > known.likeliest) Object.assign(known, { likeliest: logprob, finishReason, tokens });
    known.logprob = addLogs(known.logprob, logprob);
  }

  best(): Suggestion[] {
    return [...this.#byText.values()]
      .sort((a, b) => b.logprob - a.logprob || (a.text < b.text ? -1 : 1))
      .slice(0, this.#count)
      .map(({ likeliest: _, ...suggestion }) => suggestion);
  }

  /** Log probability of the last one wanted; minus infinity until there are so many. */
  get lowest(): number {
    return this.best()[this.#count - 1]?.logprob ?? Number.NEGATIVE_INFINITY;
  }
}
