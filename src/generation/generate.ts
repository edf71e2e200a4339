/** The loop itself: draw, say, until something says stop. */
import { Continuation, type GenerationRequest, type Outcome, type Piece } from './continuation.ts';
import { createRng } from './drawing/rng.ts';
import { prime } from './reading/prime.ts';
import type { Cover } from './searching/cover.ts';
import { Pace } from './stepping/pace.ts';
import type { ServedModel, Surroundings } from './stepping/served-model.ts';

/** A completion of one text. */
export interface TextRequest extends GenerationRequest {
  /** Tokens, without the start token. */
  prompt: readonly number[];
  /** Any safe integer. */
  seed: number;
}

/**
 * Reads the prompt and yields the completion's text, in pieces of whole characters. Throws the signal's reason when
 * aborted.
 */
export async function* generate(
  served: ServedModel,
  { prompt, seed, ...request }: TextRequest,
  { signal, pause }: Surroundings,
): AsyncGenerator<string, Outcome, undefined> {
  const { model, startToken, multiplyAccumulates } = served;
  const pace = new Pace(multiplyAccumulates, signal, pause);
  const primed = await prime(model, model.initialState(), [startToken, ...prompt], pace);
  const beginning = { consumed: prompt.length, recent: prompt, spokenOfRecent: 0 };
  const pieces = speak(new Continuation(served, primed, beginning, request, createRng(seed), pace));
  let next = await pieces.next();
  for (; !next.done; next = await pieces.next()) if (next.value.text !== '') yield next.value.text;
  return next.value;
}

/**
 * Steps through a continuation to its end: yields the pieces that hold something, returns the outcome. With `covers`
 * the model has not read the prompt's unfinished end: one of them begins the completion. A character left unfinished by
 * the last token is dropped. Throws the signal's reason when aborted.
 */
export async function* speak(
  continuation: Continuation,
  covers?: readonly Cover[],
): AsyncGenerator<Piece, Outcome, undefined> {
  for await (const { piece } of speakTogether([continuation], covers)) {
    if (piece.text !== '' || piece.scores.length > 0) yield piece;
  }
  return continuation.outcome!;
}

/**
 * Steps through several continuations of one model and one pace side by side, a token of each at a time: so the model
 * steps them all at once. Yields every piece with the place of its continuation, whose outcome is set with the last one.
 */
export async function* speakTogether(
  continuations: readonly Continuation[],
  covers?: readonly Cover[],
): AsyncGenerator<{ place: number; piece: Piece }, void, undefined> {
  for (const [place, continuation] of continuations.entries()) {
    yield { place, piece: await continuation.begin(covers) };
  }
  for (;;) {
    const going = [...continuations.entries()].filter(([, { outcome }]) => outcome === undefined);
    if (going.length === 0) return;
    await Continuation.feed(going.map(([, continuation]) => continuation));
    for (const [place, continuation] of going) {
      yield { place, piece: await continuation.say(await continuation.draw()) };
    }
  }
}
