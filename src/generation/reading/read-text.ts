/** A text as a prompt: read as the model knows it, counted and carried as it was sent. */

import { type Reading, readAsKnown } from '../../text/as-read.ts';
import { UNREAD } from '../../text/spelling.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';
import { utf8 } from '../../text/utf8.ts';
import { type Prompt, sentTokens } from './read-prompt.ts';
import type { Snapshot } from './snapshot.ts';

/** A text as tokens, with what is needed to spell the answer as it is spelled. */
export interface TextReading {
  tokenizer: Tokenizer;
  heal: boolean;
  /** The point that `text` goes on from: the text begins with its unfinished word. */
  from?: Snapshot;
}

/** `text` in any spelling. */
export function readText(text: string, { tokenizer, heal, from }: TextReading): Prompt {
  const spelling = from?.spelling ?? UNREAD;
  const known = readAsKnown(text, spelling);
  const { tokens, finished, unfinished } = partedLikeSource(known, tokenizer);
  const cut = known.sourceOf(known.text.length - unfinished.length);
  const isAsSent = known.text === text;
  const countOf = (part: string): number => tokenizer.encode(part).length;
  return {
    tokens,
    unfinished: { bytes: utf8.encode(unfinished), finished },
    heal,
    text,
    sent: {
      known: known.text,
      spelling: known.spelling,
      before: readAsKnown(text.slice(0, cut), spelling).spelling,
      unfinished: utf8.encode(text.slice(cut)),
      tokens: isAsSent ? tokens.length : countOf(text),
      finished: isAsSent ? finished : countOf(text.slice(0, cut)),
    },
    from,
  };
}

/**
 * The unfinished word of a reading. One character that was sent may be read as a sign and a mark, which are two words to a
 * tokenizer: both are unfinished then.
 */
function partedLikeSource({ text, sourceOf }: Reading, tokenizer: Tokenizer) {
  const { tokens, ...parted } = tokenizer.read(text);
  let { finished, unfinished } = parted;
  for (;;) {
    let at = text.length - unfinished.length;
    if (at === 0 || at === text.length || sourceOf(at - 1) < sourceOf(at))
      return { tokens, finished, unfinished };
    while (at > 0 && sourceOf(at - 1) === sourceOf(at)) at--;
    const before = tokenizer.read(text.slice(0, at));
    finished = before.finished;
    unfinished = before.unfinished + text.slice(at);
  }
}

/** `text` token for token as it is, for who wants to know what each of them is worth. */
export function readAsSent(text: string, { tokenizer, heal, from }: TextReading): Prompt {
  const { tokens, finished, unfinished } = tokenizer.read(text);
  return { tokens, unfinished: { bytes: utf8.encode(unfinished), finished }, heal, text, from };
}

/** vLLM's `truncate_prompt_tokens`: the end of a prompt, so many tokens of what was sent. */
export function lastTokens(prompt: Prompt, count: number, tokenizer: Tokenizer): Prompt {
  const { sent, text, heal } = prompt;
  if (sentTokens(prompt) <= count) return prompt;
  const isAsSent = !sent || sent.known === text;
  const all = isAsSent ? prompt.tokens : tokenizer.encode(text);
  let dropped = all.length - count;
  // A character that is cut in the middle is not read.
  while (dropped < all.length && (tokenizer.bytesOf(all[dropped]!)[0]! & 0xc0) === 0x80) dropped++;
  const tokens = all.slice(dropped);
  const end = tokenizer.decode(tokens);
  if (!isAsSent) return readText(end, { tokenizer, heal });
  const finished = prompt.unfinished.finished - dropped;
  // A word that has lost its beginning is what is left of it.
  const bytes =
    finished >= 0
      ? prompt.unfinished.bytes
      : Uint8Array.from(tokens.flatMap((token) => [...tokenizer.bytesOf(token)]));
  const unfinished = { bytes, finished: Math.max(0, finished) };
  const stillSent = sent && {
    ...sent,
    known: end,
    unfinished: bytes,
    tokens: tokens.length,
    finished: unfinished.finished,
  };
  return { ...prompt, tokens, text: end, unfinished, sent: stillSent };
}
