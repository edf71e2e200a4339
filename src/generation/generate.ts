/** The loop itself: sample, speak, step, until something says stop. */
import type { StepModel } from '../contract/step-model.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { Utf8Stream } from '../text/utf8-stream.ts';
import { BoundaryMatcher, type StopAt } from './boundary.ts';
import type { Cover } from './cover.ts';
import { Pace } from './pace.ts';
import { type Penalties, PenaltyBox } from './penalties.ts';
import { fork, type Primed, prime } from './prime.ts';
import { createRng } from './rng.ts';
import { Sampler, type Sampling } from './sampler.ts';
import { logSumExp, type Scored, scoreToken } from './score.ts';
import { StopMatcher } from './stop.ts';
import { SuffixTrimmer } from './suffix.ts';

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
  /** Tokens, without the start token. */
  prompt: readonly number[];
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
}

export interface Outcome {
  finishReason: 'stop' | 'length';
  /** The stop string, or the `stopAt`, that ended it. */
  stopReason: string | null;
  /** Tokens the model said, the ones inside a stop string and the document's end included. */
  completionTokens: number;
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
  request: GenerationRequest,
  { signal, pause }: Surroundings,
): AsyncGenerator<string, Outcome, undefined> {
  const { model, startToken, multiplyAccumulates } = generator;
  const pace = new Pace(multiplyAccumulates, signal, pause);
  const primed = await prime(model, model.initialState(), [startToken, ...request.prompt], pace);
  const speaking = speak(generator, primed, request, pace);
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
  request: GenerationRequest,
  pace: Pace,
  covers?: readonly Cover[],
): AsyncGenerator<Piece, Outcome, undefined> {
  const { maxTokens, penalties, scoreTop, stopAt } = request;
  const rng = createRng(request.seed);
  const sampler = new Sampler(request, () => rng.next());
  const box = penalties && new PenaltyBox(penalties, request.prompt);
  const characters = new Utf8Stream();
  const matcher = new StopMatcher(request.stop);
  const boundary = stopAt && new BoundaryMatcher(stopAt);
  const trimmer = new SuffixTrimmer(request.suffix ?? '');

  let { state, logits } = primed;
  let scores: Scored[] = [];
  let spoken = 0;
  /** Text of a token that was said, and why it is the last one. */
  const hear = (token: number, bytes: Uint8Array): { text: string; outcome?: Outcome } => {
    spoken++;
    box?.push(token);
    const ended = token === startToken;
    const heard = matcher.push(ended ? '' : characters.push(bytes));
    const last = heard.stopped !== undefined || ended || spoken === maxTokens;
    // What may yet have become a stop string is text after all.
    const text = last && heard.stopped === undefined ? heard.text + matcher.flush() : heard.text;
    const bounded = boundary ? boundary.push(text, last) : { text, ended: false };
    const shown = trimmer.push(bounded.text);
    if (!last && !bounded.ended) return { text: shown };
    const stopReason = bounded.ended ? (stopAt ?? null) : (heard.stopped ?? null);
    const finishReason = stopReason !== null || ended ? 'stop' : 'length';
    return { text: shown, outcome: { finishReason, stopReason, completionTokens: spoken } };
  };

  if (covers && maxTokens > 0) {
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
      const { text, outcome } = hear(token, beyond);
      if (text !== '' || outcome) yield { text, scores };
      if (outcome) return outcome;
      if (text !== '') scores = [];
    }
    await pace.beforeStep();
    logits = await model.step(token, state);
  }
  while (spoken < maxTokens) {
    const token = sampler.draw(box ? box.apply(logits) : logits);
    if (scoreTop !== undefined) scores.push(scoreToken(logits, token, scoreTop));
    const { text, outcome } = hear(token, tokenizer.bytesOf(token));
    if (text !== '' || (outcome && scores.length > 0)) {
      yield { text, scores };
      scores = [];
    }
    if (outcome) return outcome;
    await pace.beforeStep();
    logits = await model.step(token, state);
  }
  return { finishReason: 'length', stopReason: null, completionTokens: 0 };
}
