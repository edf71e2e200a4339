/** All completions of a request: every prompt is read once, and each of its completions starts from there. */

import { Manners } from '../manners/manners.ts';
import { Continuation, type GenerationRequest, type Outcome } from './continuation.ts';
import { createRng, type Rng, restoreRng } from './drawing/rng.ts';
import { type Scored, scoreToken } from './drawing/score-token.ts';
import { speakTogether } from './generate.ts';
import type { Prefixes } from './reading/prefix-cache.ts';
import { fork, type ScoreToken } from './reading/prime.ts';
import { type Prompt, readPrompt } from './reading/read-prompt.ts';
import type { Snapshot } from './reading/snapshot.ts';
import { findCovers } from './searching/cover.ts';
import { Pace } from './stepping/pace.ts';
import type { ServedModel, Surroundings } from './stepping/served-model.ts';

/** What all completions of a request are made from. */
export interface ChoicesRequest {
  prompts: readonly Prompt[];
  /** Completions answered for each prompt. */
  n: number;
  /** Completions drawn for each prompt, at least `n`. */
  bestOf: number;
  /** Each completion begins with its prompt. */
  echo: boolean;
  /** Absent: the coins of the point that the prompt goes on from. */
  seed?: number;
  /** Multiply-accumulates of the whole request. */
  budget: number;
  generation: GenerationRequest;
}

/** Some text of one choice with the tokens drawn for it, or its end; `outcome` is null until then. */
export interface ChoiceEvent {
  /** Choice `i` of prompt `p` is `p * n + i`. */
  index: number;
  text: string;
  scores: Scored[];
  outcome: Outcome | null;
  /** The point before the prompt's unfinished word, once it has been read. */
  snapshot?: Snapshot;
}

/**
 * Steps of healing beside the search for ways: the token before the word, and the way that is taken. Together they are
 * no more than the word has bytes, so that a keystroke costs no more than its word.
 */
const HEALING_STEPS = 2;

/** Tokens that a request cost, and those that it was spared. */
export interface Spent {
  /** Of all prompts, not fed. Tells what was read before, perhaps for somebody else: for the log only. */
  cachedTokens: number;
  /** Those of them that the caller's own resume token spared. */
  resumedTokens: number;
  /** Drawn for all completions. */
  completionTokens: number;
}

const SILENT = { text: '', scores: [], outcome: null };
/** Of a choice whose prompt the budget of work did not reach. */
const UNAFFORDABLE: Outcome = { finishReason: 'length', stopReason: 'budget', completionTokens: 0 };

/**
 * Yields the choices of one prompt after the other: in pieces, side by side, if `bestOf` is `n`, else each whole.
 * `prefixes` are texts that were read before.
 */
export async function* speakChoices(
  served: ServedModel,
  request: ChoicesRequest,
  { signal, pause }: Surroundings,
  prefixes?: Prefixes,
): AsyncGenerator<ChoiceEvent, Spent, undefined> {
  const { prompts, n, bestOf, echo, generation } = request;
  const pace = new Pace(served.multiplyAccumulates, signal, pause, request.budget);
  const spent: Spent = { cachedTokens: 0, resumedTokens: 0, completionTokens: 0 };
  for (const [p, prompt] of prompts.entries()) {
    // Its tokens and the one before them: a later prompt may find the budget spent.
    if (!pace.affords(prompt.tokens.length + 1)) {
      for (let i = 0; i < n; i++) yield { ...SILENT, index: p * n + i, outcome: UNAFFORDABLE };
      continue;
    }
    const { scoreTop } = generation;
    const score: ScoreToken | undefined =
      echo && scoreTop !== undefined ? (logits, token) => scoreToken(logits, token, scoreTop) : undefined;
    const read = await readPrompt(served, prompt, generation.maxTokens > 0, pace, score, prefixes);
    const { primed } = read;
    // Tokens that are told with their scores are told as they are.
    const beginning = scoreTop === undefined ? read.beginning : { ...read.beginning, spelling: undefined };
    const { bytes } = prompt.unfinished;
    const manners = generation.listed && Manners.after(beginning, generation.listed, served.tokenizer);
    const covers = read.heals
      ? await findCovers(served, primed, bytes, pace, {
          mostSteps: bytes.length - HEALING_STEPS,
          isPolite: ({ beyond }) => !manners?.refuses(beyond),
        })
      : undefined;
    spent.cachedTokens += read.cachedTokens;
    spent.resumedTokens += read.resumedTokens;
    const coins = prompt.from?.rng ?? createRng(0).state();
    const first = request.seed === undefined ? coins : createRng(request.seed).state();
    const ranks = bestOf > n;
    const scored = { ...generation, scoreTop: scoreTop ?? (ranks ? 0 : undefined) };
    const continuations = Array.from({ length: bestOf }, (_, i) => {
      const from = i + 1 === bestOf ? primed : fork(primed);
      return new Continuation(served, from, beginning, scored, choiceRng(first, i), pace);
    });
    const echoed = { ...SILENT, text: prompt.text, scores: primed.scores };
    if (generation.resumable && prompt.from?.kind !== 'written')
      yield { ...SILENT, index: p * n, snapshot: read.snapshot };

    const drawn = continuations.map((): Drawn => ({ text: '', scores: [] }));
    if (echo && !ranks) for (let i = 0; i < n; i++) yield { ...echoed, index: p * n + i };
    for await (const { place, piece } of speakTogether(continuations, covers)) {
      const outcome = continuations[place]!.outcome ?? null;
      if (ranks) {
        drawn[place]!.text += piece.text;
        drawn[place]!.scores.push(...piece.scores);
      } else {
        const index = p * n + place;
        if (piece.text !== '' || piece.scores.length > 0) yield { ...piece, index, outcome: null };
        if (outcome) yield { ...SILENT, index, outcome };
      }
      spent.completionTokens += outcome?.completionTokens ?? 0;
    }
    if (!ranks) continue;
    const ranked = [...drawn.entries()];
    ranked.sort(([, a], [, b]) => meanLogprob(b.scores) - meanLogprob(a.scores));
    for (const [i, [place, best]] of ranked.slice(0, n).entries()) {
      const index = p * n + i;
      if (echo) yield { ...echoed, index };
      yield { index, ...best, outcome: continuations[place]!.outcome! };
    }
  }
  return spent;
}

interface Drawn {
  text: string;
  scores: Scored[];
}

/** A completion of no tokens is as likely as can be. */
function meanLogprob(scores: readonly Scored[]): number {
  if (scores.length === 0) return 0;
  return scores.reduce((total, { logprob }) => total + logprob, 0) / scores.length;
}

/** The first completion has the request's own coins, so that it is the one that `n: 1` gives. */
function choiceRng(coins: Int32Array, index: number): Rng {
  const rng = restoreRng(coins);
  if (index === 0) return rng;
  let own = 0;
  for (let i = 0; i < index; i++) own = Math.floor(rng.next() * 2 ** 32);
  return createRng(own);
}
