/** The loop itself: sample, speak, step, until something says stop. */
import type { StepModel } from '../contract/step-model.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { Utf8Stream } from '../text/utf8-stream.ts';
import { Pace } from './pace.ts';
import { type Penalties, PenaltyBox } from './penalties.ts';
import { type Primed, prime } from './prime.ts';
import { createRng } from './rng.ts';
import { Sampler, type Sampling } from './sampler.ts';
import { type Scored, scoreToken } from './score.ts';
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
  /** None of them when absent. */
  penalties?: Penalties;
  /** Text that follows the completion: where its end says the beginning of this, it is trimmed. */
  suffix?: string;
  /** Scores each token, beside so many of the likeliest; absent scores none. */
  scoreTop?: number;
}

export interface Outcome {
  finishReason: 'stop' | 'length';
  /** The stop string that ended it. */
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
 */
export async function* speak(
  { model, tokenizer, startToken }: Generator,
  { state, logits }: Primed,
  request: GenerationRequest,
  pace: Pace,
): AsyncGenerator<Piece, Outcome, undefined> {
  const { maxTokens, penalties, scoreTop } = request;
  const rng = createRng(request.seed);
  const sampler = new Sampler(request, () => rng.next());
  const box = penalties && new PenaltyBox(penalties, request.prompt);
  const characters = new Utf8Stream();
  const matcher = new StopMatcher(request.stop);
  const trimmer = new SuffixTrimmer(request.suffix ?? '');

  let scores: Scored[] = [];
  for (let spoken = 0; spoken < maxTokens; ) {
    const token = sampler.draw(box ? box.apply(logits) : logits);
    spoken++;
    box?.push(token);
    if (scoreTop !== undefined) scores.push(scoreToken(logits, token, scoreTop));
    const ended = token === startToken;
    const { text, stopped } = matcher.push(ended ? '' : characters.push(tokenizer.bytesOf(token)));
    const over = stopped !== undefined || ended || spoken === maxTokens;
    // What may yet have become a stop string is text after all; what the suffix says already stays unsaid.
    const shown = trimmer.push(over && stopped === undefined ? text + matcher.flush() : text);
    if (shown !== '' || (over && scores.length > 0)) {
      yield { text: shown, scores };
      scores = [];
    }
    if (over) {
      const finishReason = stopped !== undefined || ended ? 'stop' : 'length';
      return { finishReason, stopReason: stopped ?? null, completionTokens: spoken };
    }
    await pace.beforeStep();
    logits = await model.step(token, state);
  }
  return { finishReason: 'length', stopReason: null, completionTokens: 0 };
}
