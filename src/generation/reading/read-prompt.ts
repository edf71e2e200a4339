/** Reads a prompt from the nearest point that is known, and leaves a point behind for the next one. */
import { type Spelling, UNREAD } from '../../text/spelling.ts';
import { PENALTY_WINDOW } from '../drawing/penalties.ts';
import type { Pace } from '../stepping/pace.ts';
import type { ServedModel } from '../stepping/served-model.ts';
import type { Beginning } from './beginning.ts';
import type { Prefixes } from './prefix-cache.ts';
import { copyState, type Primed, prime, type ScoreToken } from './prime.ts';
import type { Snapshot } from './snapshot.ts';

/** A text to be read, as tokens. */
export interface Prompt {
  /** A point from which to go on; absent at the beginning of a document. */
  from?: Snapshot;
  /** Tokens to read from there, without the start token. */
  tokens: readonly number[];
  /** The last word, which may still change its tokens; `finished` of the tokens come before it. */
  unfinished: { bytes: Uint8Array; finished: number };
  /** A completion may cut the unfinished word into other tokens. */
  heal: boolean;
  /** As it was sent. */
  text: string;
  /** Absent where the tokens are those of what was sent, and the answer is not respelled. */
  sent?: Sent;
}

/** A text as it was sent, which the model reads in another spelling. */
export interface Sent {
  /** The text as the model knows it. */
  known: string;
  /** Of the whole text: the answer is spelled by it. */
  spelling: Spelling;
  /** Of the text before the unfinished word. */
  before: Spelling;
  /** The unfinished word, in UTF-8. */
  unfinished: Uint8Array;
  /** Tokens of the text, and of the part before the unfinished word. */
  tokens: number;
  finished: number;
}

/** Tokens of what was sent. */
export const sentTokens = ({ sent, tokens }: Prompt): number => sent?.tokens ?? tokens.length;

/** A prompt that was read. */
export interface ReadPrompt {
  primed: Primed;
  /** `primed` has not read the unfinished word, which is yet to be said in one way or another. */
  heals: boolean;
  beginning: Beginning;
  /** Before the unfinished word. */
  snapshot: Snapshot;
  /** Tokens of the text so far that were not fed. */
  cachedTokens: number;
  /** Those of them that the caller's own resume token spared. */
  resumedTokens: number;
}

/**
 * `speaks` is false when no token will be drawn. Scoring wants every token fed, so it does without
 * `prefixes`, the texts that were read before.
 */
export async function readPrompt(
  served: ServedModel,
  prompt: Prompt,
  speaks: boolean,
  pace: Pace,
  score?: ScoreToken,
  prefixes?: Prefixes,
): Promise<ReadPrompt> {
  const { model, startToken } = served;
  const { tokens, from, sent } = prompt;
  const { bytes, finished } = prompt.unfinished;
  const usable = from || score ? undefined : prefixes;
  const known = usable?.longest(tokens, finished);
  const point = from ?? known?.snapshot;
  const skipped = known?.length ?? 0;
  pace.countSpared(skipped);

  const sequence = [point?.pending ?? startToken, ...tokens.slice(skipped)];
  const cut = finished - skipped;
  const heals = prompt.heal && speaks && bytes.length > 0;
  const read = heals ? sequence.slice(0, cut + 1) : sequence;
  // What an earlier completion left unshown may be all that this one says.
  const maySayNothing = !speaks || from?.kind === 'written';
  const { copies, ...primed } = await prime(
    model,
    point ? copyState(point.state) : model.initialState(),
    read,
    pace,
    {
      score,
      copyBefore: maySayNothing ? [cut, read.length - 1] : [cut],
      firstByModel: point !== undefined && point.spokenOfRecent > 0,
    },
  );
  const [atCut, beforeLast] = copies;
  const before = from ? [...from.recent] : [];
  const lastOf = (count: number) => [...before, ...tokens.slice(0, count)].slice(-PENALTY_WINDOW);
  const consumed = from?.consumed ?? 0;
  const snapshot: Snapshot = {
    kind: 'read',
    state: atCut!,
    pending: sequence[cut]!,
    bytes: sent?.unfinished ?? bytes,
    spelling: sent?.before ?? from?.spelling ?? UNREAD,
    consumed: consumed + (sent?.finished ?? finished),
    recent: lastOf(finished),
    spokenOfRecent: 0,
  };
  if (finished > skipped) usable?.add(tokens.slice(0, finished), snapshot);
  return {
    primed,
    heals,
    beginning: {
      consumed: consumed + sentTokens(prompt),
      spelling: sent?.spelling,
      // A word that is yet to be said in one way or another has no tokens so far.
      recent: lastOf(heals ? finished : tokens.length),
      unfinished: heals ? bytes : undefined,
      spokenOfRecent: from?.spokenOfRecent ?? 0,
      unshown: from?.kind === 'written' ? from.bytes : undefined,
      beforeLast,
    },
    snapshot,
    // The point's last token is fed again. It may have been sent in another spelling, of more tokens.
    cachedTokens: Math.max(0, Math.min(point?.consumed ?? 0, snapshot.consumed) - 1),
    resumedTokens: Math.max(0, (from?.consumed ?? 0) - 1),
  };
}
