/**
 * The first tokens of a completion when the text ends inside a word. The word may be cut into tokens elsewhere than
 * where the person stopped typing: after ` histo` comes ` history`, one token. So the model goes back to before the
 * unfinished bytes, and every way to say them and a little more is weighed by its probability: what is drawn follows
 * the model's own distribution over texts that begin with what was typed, not over the tokens that happen to fit.
 */

import { log } from '../../arithmetic/logarithm.ts';
import { normalizerOf } from '../drawing/score.ts';
import { copyState, type Primed } from '../reading/prime.ts';
import type { Pace } from '../stepping/pace.ts';
import type { ServedModel } from '../stepping/served-model.ts';
import { takeLikeliest } from './likeliest-first.ts';

/** A way to say all the unfinished bytes. */
export interface Cover {
  /** Natural logarithm of its probability. */
  logprob: number;
  /** The last token: it says the last of the bytes, perhaps more. */
  token: number;
  /** Bytes that it says beyond them. */
  beyond: Uint8Array;
  /** The model before that token; other covers may share it. */
  before: Primed;
  /** Tokens before that token. */
  path: readonly number[];
}

/** Ways that are less likely than this share of the likeliest one are not followed. */
const NEGLIGIBLE = log(1e-3);
/** Steps spent on one word at most: the likeliest ways come first. */
const MAX_STEPS = 24;

/** How far ways are searched for. */
export interface CoverSearch {
  mostSteps?: number;
  /** The search goes on until it has found one of these; the others are answered too. */
  isPolite?: (cover: Cover) => boolean;
}

interface Way {
  logprob: number;
  /** How many of the unfinished bytes its tokens say. */
  bytesCovered: number;
  primed: Primed;
  path: readonly number[];
}

/** Likely ways to say `bytes`, which are not empty; at least one way, and one that is polite. `primed` has read the text before them. */
export async function findCovers(
  { model, tokenizer }: ServedModel,
  primed: Primed,
  bytes: Uint8Array,
  pace: Pace,
  { mostSteps = MAX_STEPS, isPolite = () => true }: CoverSearch = {},
): Promise<Cover[]> {
  const covers: Cover[] = [];
  const ways: { logprob: number; from: Way; token: number }[] = [];
  const follow = (way: Way): void => {
    const total = normalizerOf(model, way.primed.logits);
    const rest = bytes.subarray(way.bytesCovered);
    for (const token of tokenizer.fitting(rest)) {
      const logprob = way.logprob + way.primed.logits[token]! - total;
      const piece = tokenizer.bytesOf(token);
      if (piece.length < rest.length) ways.push({ logprob, from: way, token });
      else {
        const beyond = piece.subarray(rest.length);
        covers.push({ logprob, token, beyond, before: way.primed, path: way.path });
      }
    }
  };
  follow({ logprob: 0, bytesCovered: 0, primed, path: [] });
  for (let steps = 0; ways.length > 0; steps++) {
    // To say byte by byte no more than was typed is always polite.
    const isFound = covers.some(isPolite);
    if (isFound && (steps >= Math.min(mostSteps, MAX_STEPS) || pace.exhausted)) break;
    const next = takeLikeliest(ways);
    const best = covers.reduce((greatest, { logprob }) => Math.max(greatest, logprob), -Infinity);
    if (isFound && next.logprob < best + NEGLIGIBLE) break;
    const state = copyState(next.from.primed.state);
    await pace.beforeStep();
    const logits = await model.step(next.token, state);
    follow({
      logprob: next.logprob,
      bytesCovered: next.from.bytesCovered + tokenizer.bytesOf(next.token).length,
      primed: { state, logits, scores: [] },
      path: [...next.from.path, next.token],
    });
  }
  return covers;
}
