/** The loop itself: sample, speak, step, until something says stop. */
import type { State, StepModel } from '../contract/step-model.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { PENALTY_WINDOW, type Penalties, PenaltyBox } from './drawing/penalties.ts';
import { createRng, type Rng } from './drawing/rng.ts';
import { Sampler, type Sampling } from './drawing/sampler.ts';
import { logSumExp, type Scored, scoreToken } from './drawing/score.ts';
import { Pace } from './pace.ts';
import { copyState, fork, type Primed, prime } from './reading/prime.ts';
import type { Snapshot } from './reading/snapshot.ts';
import type { Cover } from './searching/cover.ts';
import type { StopAt } from './showing/boundary.ts';
import { Shower } from './showing/shower.ts';

/** A model, what reads and writes for it, and what the manifest says of it. */
export interface Generator {
  model: StepModel;
  tokenizer: Tokenizer;
  /** Fed before any text; when the model itself says it, the document has ended. */
  startToken: number;
  /** Work of a step. */
  multiplyAccumulates: number;
}

export interface GenerationRequest extends Sampling {
  /** 0 says nothing. */
  maxTokens: number;
  /** Any safe integer. */
  seed: number;
  stop: readonly string[];
  /** Ends the completion after its first word, sentence or line. */
  stopAt?: StopAt;
  /** None of them when absent. */
  penalties?: Penalties;
  /** Text that follows the completion: where its end says the beginning of this, it is trimmed. */
  suffix?: string;
  /** Scores each token, beside so many of the likeliest; absent scores none. */
  scoreTop?: number;
  /** The outcome brings a snapshot. */
  resumable?: boolean;
}

/** A completion of one text. */
export interface TextRequest extends GenerationRequest {
  /** Tokens, without the start token. */
  prompt: readonly number[];
}

/** Where a completion begins, in the text and in its own saying. */
export interface Beginning {
  /** Tokens so far, without the start token. */
  consumed: number;
  /** The last of them, for penalties. */
  recent: readonly number[];
  /** How many of `recent` an earlier completion has said. */
  said: number;
  /** What it has said and not shown. */
  unshown?: Uint8Array;
  /** The state before the last token was fed, which a completion of no tokens goes on from. */
  beforeLast?: State;
}

export interface Outcome {
  finishReason: 'stop' | 'length';
  /** The stop string, the `stopAt` or `budget` that ended it. */
  stopReason: string | null;
  /** Tokens the model said, the ones inside a stop string and the document's end included. */
  completionTokens: number;
  /** The point after it. */
  snapshot?: Snapshot;
}

/** How the loop lives with its surroundings. */
export interface Surroundings {
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Gives the event loop a turn. */
  pause(): Promise<void>;
}

/** Some text, and the tokens said since the last piece, if scores were asked for; one of the two may be empty. */
export interface Piece {
  text: string;
  scores: Scored[];
}

/** Reads the prompt and yields the completion's text: `speak` for those who want nothing but one text. */
export async function* generate(
  generator: Generator,
  { prompt, ...request }: TextRequest,
  { signal, pause }: Surroundings,
): AsyncGenerator<string, Outcome, undefined> {
  const { model, startToken, multiplyAccumulates } = generator;
  const pace = new Pace(multiplyAccumulates, signal, pause);
  const primed = await prime(model, model.initialState(), [startToken, ...prompt], pace);
  const beginning = { consumed: prompt.length, recent: prompt, said: 0 };
  const speaking = speak(generator, primed, beginning, request, createRng(request.seed), pace);
  let next = await speaking.next();
  for (; !next.done; next = await speaking.next()) if (next.value.text !== '') yield next.value.text;
  return next.value;
}

/**
 * Goes on from a model that has read the prompt, whose state it overwrites. Yields whole characters, which together
 * are the completion; one left unfinished by the last token is dropped. Throws the signal's reason when aborted.
 * With `covers` the model has not read the prompt's unfinished end: one of them begins the completion.
 */
export async function* speak(
  { model, tokenizer, startToken }: Generator,
  primed: Primed,
  beginning: Beginning,
  request: Omit<GenerationRequest, 'seed'>,
  rng: Rng,
  pace: Pace,
  covers?: readonly Cover[],
): AsyncGenerator<Piece, Outcome, undefined> {
  const { maxTokens, penalties, scoreTop } = request;
  const sampler = new Sampler(request, () => rng.next());
  const box = penalties && new PenaltyBox(penalties, beginning.recent, beginning.said);
  const shower = new Shower(request);
  const said: number[] = [];
  let { state, logits } = primed;
  let scores: Scored[] = [];

  /** Says bytes of `token`, or what an earlier completion left unshown. Gives the outcome if they are the last. */
  const hear = (bytes: Uint8Array, token?: number): { text: string; outcome?: Outcome } => {
    if (token !== undefined) {
      said.push(token);
      box?.push(token);
    }
    const ended = token === startToken;
    const full = said.length === maxTokens;
    const last = ended || full || pace.exhausted;
    const { text, stopReason } = shower.push(ended ? new Uint8Array() : bytes, last);
    if (!last && stopReason === null) return { text };
    const outcome: Outcome = {
      finishReason: stopReason !== null || ended ? 'stop' : 'length',
      stopReason: stopReason ?? (ended || full ? null : 'budget'),
      completionTokens: said.length,
      ...(request.resumable && { snapshot: snapshotOf(ended) }),
    };
    return { text, outcome };
  };
  const snapshotOf = (ended: boolean): Snapshot => {
    const recent = [...beginning.recent, ...said].slice(-PENALTY_WINDOW);
    // After a document's end comes another document, which knows nothing of it.
    const before = ended ? model.initialState() : said.length > 0 ? state : beginning.beforeLast;
    return {
      kind: 'written',
      state: copyState(before ?? model.initialState()),
      pending: ended ? startToken : (recent.at(-1) ?? startToken),
      bytes: shower.unshown(),
      consumed: beginning.consumed + said.length,
      recent,
      said: Math.min(beginning.said + said.length, recent.length),
      rng: rng.state(),
    };
  };

  if (beginning.unshown?.length || maxTokens === 0) {
    const { text, outcome } = hear(beginning.unshown ?? new Uint8Array());
    if (text !== '') yield { text, scores };
    if (outcome) return outcome;
  }
  if (covers) {
    const weights = Float32Array.from(
      covers,
      ({ token, logprob }) => logprob + (penalties?.bias.get(token) ?? 0),
    );
    const { token, beyond, before, logprob } = covers[sampler.draw(weights)];
    ({ state } = fork(before));
    // One that says no more than was typed is not a part of the completion.
    if (beyond.length > 0) {
      if (scoreTop !== undefined) {
        scores.push({
          token,
          logprob: logprob - logSumExp(Float32Array.from(covers, (c) => c.logprob)),
          top: [],
        });
      }
      const { text, outcome } = hear(beyond, token);
      if (text !== '' || outcome) yield { text, scores };
      if (outcome) return outcome;
      if (text !== '') scores = [];
    }
    await pace.beforeStep();
    logits = await model.step(token, state, true);
  }
  for (;;) {
    const token = sampler.draw(box ? box.apply(logits) : logits);
    if (scoreTop !== undefined) scores.push(scoreToken(logits, token, scoreTop));
    const { text, outcome } = hear(tokenizer.bytesOf(token), token);
    if (text !== '' || (outcome && scores.length > 0)) {
      yield { text, scores };
      scores = [];
    }
    if (outcome) return outcome;
    await pace.beforeStep();
    logits = await model.step(token, state, true);
  }
}
