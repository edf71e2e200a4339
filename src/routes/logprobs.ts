/** Scored tokens as OpenAI writes them: `logprobs` of one choice. */
import type { Logprobs } from '../contract/answer.ts';
import type { Scored } from '../generation/drawing/score-token.ts';
import { spell } from '../text/spell.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { Utf8Stream } from '../text/utf8-stream.ts';

/** Follows one choice; offsets count Unicode characters from its start. */
export class LogprobsWriter {
  readonly #tokenizer: Tokenizer;
  readonly #characters = new Utf8Stream();
  /** Characters that the tokens so far have completed. */
  #spoken = 0;
  /** Characters shown so far. */
  #shown = 0;
  /** Tokens whose text is not shown yet. */
  #waiting: { scored: Scored; offset: number }[] = [];

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** Of the tokens so far, the ones that begin in the text so far and were not returned before. */
  push(text: string, scores: readonly Scored[]): Logprobs {
    for (const scored of scores) {
      this.#waiting.push({ scored, offset: this.#spoken });
      this.#spoken += countCharacters(this.#characters.push(this.#tokenizer.bytesOf(scored.token)));
    }
    this.#shown += countCharacters(text);
    const known = this.#waiting.filter(({ offset }) => offset < this.#shown);
    this.#waiting = this.#waiting.slice(known.length);
    return {
      tokens: known.map(({ scored }) => spell(this.#tokenizer, scored.token)),
      token_logprobs: known.map(({ scored }) => scored.logprob),
      top_logprobs: known.map(({ scored }) => this.#topOf(scored)),
      text_offset: known.map(({ offset }) => offset),
    };
  }

  /** The likeliest tokens, and the one that was said. */
  #topOf({ token, logprob, top }: Scored): Record<string, number> {
    const listed = [...top, { token, logprob }];
    return Object.fromEntries(listed.map((entry) => [spell(this.#tokenizer, entry.token), entry.logprob]));
  }
}

/** The logprobs of two pieces of one choice, one after the other. */
export function joinLogprobs(a: Logprobs, b: Logprobs): Logprobs {
  return {
    tokens: [...a.tokens, ...b.tokens],
    token_logprobs: [...a.token_logprobs, ...b.token_logprobs],
    top_logprobs: [...a.top_logprobs, ...b.top_logprobs],
    text_offset: [...a.text_offset, ...b.text_offset],
  };
}

/** Unicode characters of a text. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _character of text) count++;
  return count;
}
