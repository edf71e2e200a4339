/**
 * One completion of one text, to be stepped through token by token:
 *
 *     let piece = await continuation.begin();
 *     while (!continuation.outcome) piece = await continuation.say(await continuation.draw());
 *
 * Each piece is text that may be shown. Between pieces, `snapshot()` is the point from which another request goes on.
 */
import type { State } from '../contract/step-model.ts';
import type { Listed } from '../manners/entries.ts';
import { Manners } from '../manners/manners.ts';
import { PENALTY_WINDOW, type Penalties } from './drawing/penalties.ts';
import { PenaltyBox } from './drawing/penalty-box.ts';
import type { Rng } from './drawing/rng.ts';
import { Sampler, type Sampling } from './drawing/sampler.ts';
import { logSumExp } from './drawing/score.ts';
import { type Scored, scoreToken } from './drawing/score-token.ts';
import { WholeCharacters } from './drawing/whole-characters.ts';
import type { Beginning } from './reading/beginning.ts';
import { copyState, type Primed } from './reading/prime.ts';
import type { Snapshot } from './reading/snapshot.ts';
import type { Cover } from './searching/cover.ts';
import { weighCovers } from './searching/weigh-covers.ts';
import type { StopAt } from './showing/boundary.ts';
import { TextGate } from './showing/text-gate.ts';
import { rowsOf, stepBlock } from './stepping/blocks.ts';
import type { Pace } from './stepping/pace.ts';
import type { ServedModel } from './stepping/served-model.ts';

/** How a completion is drawn, where it ends, and what comes beside its text. */
export interface GenerationRequest extends Sampling {
  /** 0 draws nothing. */
  maxTokens: number;
  /** `maxTokens` is less than was asked for: a completion that reaches it ends for want of budget. */
  cutShort?: boolean;
  /** Stop strings, none empty: the completion ends before the first of them. */
  stop: readonly string[];
  /** Ends the completion after its first word, sentence or line. */
  stopAt?: StopAt;
  /** Absent: logits stay as they are. */
  penalties?: Penalties;
  /** Words and phrases that are not said; absent for none. */
  listed?: Listed;
  /** Text that follows the completion: where its end says the beginning of this, it is trimmed. */
  suffix?: string;
  /** Scores each token, beside so many of the likeliest; absent scores none. */
  scoreTop?: number;
  /** The outcome brings a snapshot. */
  resumable?: boolean;
}

/** How a completion has ended. */
export interface Outcome {
  finishReason: 'stop' | 'length';
  /** The stop string, the `stopAt` or `budget` that ended it. */
  stopReason: string | null;
  /** Tokens drawn, those inside a stop string and the document's end included. */
  completionTokens: number;
  /** The point after it. */
  snapshot?: Snapshot;
}

/** Whole characters that may be shown, and the scores since the last piece with text; one of the two may be empty. */
export interface Piece {
  text: string;
  scores: Scored[];
}

/** Bytes, and so tokens, that a character has at most. */
const LONGEST_CHARACTER = 4;

/** A completion in the making; see the top of this file. */
export class Continuation {
  readonly #served: ServedModel;
  readonly #beginning: Beginning;
  readonly #request: GenerationRequest;
  readonly #rng: Rng;
  readonly #pace: Pace;
  readonly #sampler: Sampler;
  #penalties: PenaltyBox | undefined;
  readonly #manners: Manners | undefined;
  readonly #gate: TextGate;
  readonly #characters: WholeCharacters;
  /** The last tokens before this completion, as the model has read them. */
  #recent: readonly number[];
  /** Tokens of this completion. */
  readonly #spoken: number[] = [];
  /** The state before `#unfed`, or after all that was read. */
  #state: State;
  /** Of what comes next, `[vocabulary]`; stale while there is an `#unfed` token. */
  #logits: Float32Array;
  /** The last token of the text so far, while the model has not read it. */
  #unfed: number | undefined;
  /** Scores of tokens whose text has not been shown. */
  #scores: Scored[] = [];
  #outcome: Outcome | undefined;

  /** Goes on from `primed`, whose state it overwrites. `rng` draws; `pace` bounds the steps. */
  constructor(
    served: ServedModel,
    primed: Primed,
    beginning: Beginning,
    request: GenerationRequest,
    rng: Rng,
    pace: Pace,
  ) {
    this.#served = served;
    this.#beginning = beginning;
    this.#request = request;
    this.#rng = rng;
    this.#pace = pace;
    this.#sampler = new Sampler(request, () => rng.next());
    const { recent, spokenOfRecent } = beginning;
    this.#recent = recent;
    this.#penalties = request.penalties && new PenaltyBox(request.penalties, recent, spokenOfRecent);
    this.#manners = request.listed && Manners.after(beginning, request.listed, served.tokenizer);
    this.#gate = new TextGate(request, beginning.spelling, spokenOfRecent === 0);
    this.#characters = new WholeCharacters(served.tokenizer);
    // A character that an earlier completion has begun is open still.
    for (const token of recent.slice(recent.length - Math.min(spokenOfRecent, LONGEST_CHARACTER)))
      this.#characters.push(served.tokenizer.bytesOf(token));
    this.#state = primed.state;
    this.#logits = primed.logits;
  }

  /** Undefined until the completion has ended; nothing may be drawn or said after that. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /**
   * What comes before the first draw: bytes that an earlier completion left unshown, and with `covers`, of which the
   * model has read nothing, the one of them that is drawn.
   */
  async begin(covers?: readonly Cover[]): Promise<Piece> {
    const unshown = this.#beginning.unshown ?? new Uint8Array();
    const shows = unshown.length > 0 || this.#request.maxTokens === 0;
    const left = shows ? this.#show(unshown) : { text: '', scores: [] };
    if (this.#outcome || covers === undefined) return left;
    const { text, scores } = await this.#sayCover(covers);
    return { text: left.text + text, scores };
  }

  /**
   * The model of `continuations`, which share it and their pace, reads what each of them said last, all at once where it
   * can; their `draw` and `say` then find it read.
   */
  static async feed(continuations: readonly Continuation[]): Promise<void> {
    const behind = continuations.filter((each) => each.#unfed !== undefined);
    for (let from = 0, to = 0; from < behind.length; from = to) {
      const { model } = behind[from]!.#served;
      to = Math.min(from + rowsOf(model), behind.length);
      const some = behind.slice(from, to);
      await behind[from]!.#pace.beforeSteps(some.length);
      const tokens = some.map((each) => each.#unfed!);
      const states = some.map((each) => each.#state);
      const logits = await stepBlock(model, tokens, states, true);
      for (const [i, each] of some.entries()) {
        each.#logits = logits[i]!;
        each.#unfed = undefined;
      }
    }
  }

  /** The next token, drawn from the model after all that was said. Throws the signal's reason when aborted. */
  async draw(): Promise<number> {
    await Continuation.feed([this]);
    const logits = this.#penalties ? this.#penalties.apply(this.#logits) : this.#logits;
    return this.#drawPolitely(this.#characters.allow(logits), (token) =>
      this.#served.tokenizer.bytesOf(token),
    );
  }

  /**
   * Draws an index of `logits`, of which `bytesOf` says what would be said. What must not be said is drawn again without
   * it, which is to draw from what is left: the likely case costs one look. `logits` is written to.
   */
  #drawPolitely(logits: Float32Array, bytesOf: (index: number) => Uint8Array): number {
    let drawn = this.#sampler.draw(logits);
    while (this.#manners?.refuses(bytesOf(drawn))) {
      logits[drawn] = Number.NEGATIVE_INFINITY;
      drawn = this.#sampler.draw(logits);
    }
    return drawn;
  }

  /** Takes `token` as the next one, whoever has chosen it. Throws the signal's reason when aborted. */
  async say(token: number): Promise<Piece> {
    await Continuation.feed([this]);
    const { scoreTop } = this.#request;
    if (scoreTop !== undefined) this.#scores.push(scoreToken(this.#logits, token, scoreTop));
    const bytes = this.#served.tokenizer.bytesOf(token);
    this.#take(token, bytes);
    return this.#show(bytes, token === this.#served.startToken);
  }

  /** The point after all that was said; to be asked for after `begin` or `say`, not between `draw` and `say`. */
  snapshot(): Snapshot {
    const { consumed, spokenOfRecent, beforeLast } = this.#beginning;
    const { model, startToken } = this.#served;
    const count = this.#spoken.length;
    const last = [...this.#recent, ...this.#spoken].slice(-PENALTY_WINDOW);
    // After a document's end comes another document, which knows nothing of it.
    const ended = count > 0 && this.#unfed === startToken;
    const before = ended ? undefined : count > 0 ? this.#state : beforeLast;
    return {
      kind: 'written',
      state: copyState(before ?? model.initialState()),
      pending: ended ? startToken : (last.at(-1) ?? startToken),
      bytes: this.#gate.unshown(),
      spelling: this.#gate.spelling,
      consumed: consumed + count,
      recent: last,
      spokenOfRecent: Math.min(spokenOfRecent + count, last.length),
      rng: this.#rng.state(),
    };
  }

  /** Draws one of `covers`. One that says no more than was typed is not a part of the completion. */
  async #sayCover(covers: readonly Cover[]): Promise<Piece> {
    const { penalties, scoreTop } = this.#request;
    const weights = weighCovers(covers, penalties, this.#recent);
    const { path, token, beyond, before, logprob } =
      covers[this.#drawPolitely(weights, (i) => covers[i]!.beyond)]!;
    this.#recent = [...this.#recent, ...path, ...(beyond.length === 0 ? [token] : [])];
    this.#penalties = penalties && new PenaltyBox(penalties, this.#recent);
    this.#state = copyState(before.state);
    if (beyond.length === 0) {
      // Somebody has typed all of it: a cache learns from it as from the rest of the prompt.
      await this.#pace.beforeStep();
      this.#logits = await this.#served.model.step(token, this.#state);
      return { text: '', scores: [] };
    }
    if (scoreTop !== undefined) {
      const typed = logSumExp(Float32Array.from(covers, (cover) => cover.logprob));
      this.#scores.push({ token, logprob: logprob - typed, top: [] });
    }
    this.#take(token, beyond);
    return this.#show(beyond, token === this.#served.startToken);
  }

  /** `token` is the next one, of which the completion says `bytes`. */
  #take(token: number, bytes: Uint8Array): void {
    this.#spoken.push(token);
    this.#characters.push(bytes);
    this.#penalties?.push(token);
    this.#manners?.push(bytes);
    this.#unfed = token;
  }

  /** Shows what may be shown of the text and `bytes`; decides whether they are the last. `ended`: the document has. */
  #show(bytes: Uint8Array, ended = false): Piece {
    const full = this.#spoken.length === this.#request.maxTokens;
    const last = ended || full || this.#pace.exhausted;
    const { text, stopReason } = this.#gate.push(ended ? new Uint8Array() : bytes, last);
    if (last || stopReason !== null) {
      this.#outcome = {
        finishReason: stopReason !== null || ended ? 'stop' : 'length',
        stopReason: stopReason ?? (ended || (full && !this.#request.cutShort) ? null : 'budget'),
        completionTokens: this.#spoken.length,
        ...(this.#request.resumable && { snapshot: this.snapshot() }),
      };
    } else if (text === '') return { text, scores: [] };
    const scores = this.#scores;
    this.#scores = [];
    return { text, scores };
  }
}
