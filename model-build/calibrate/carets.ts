/** Places where a person may stop typing: before a word or inside it, with what the model knows there and what comes next. */
import type { StepModel } from '../../src/contract/step-model.ts';
import { fork, type Primed, prime } from '../../src/generation/reading/prime.ts';
import { BoundaryMatcher, type StopAt } from '../../src/generation/showing/boundary.ts';
import type { Pace } from '../../src/generation/stepping/pace.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { type SampleDocument, sampleWords } from './sample.ts';

/** Characters of a word that have been typed: none, or one to four. */
const MOST_TYPED = 4;
/** Longer than any continuation that is compared with it, in UTF-16 units. */
const LONGEST_TRUTH = 2000;

export interface Caret {
  /** Index of the document. */
  document: number;
  /** UTF-16 units of the document before the caret. */
  at: number;
}

export interface CaretPlace extends Caret {
  /** Text before the caret. */
  before: string;
  /** Text after it, as far as anybody looks. */
  after: string;
  /** The model before the unfinished end of `before`. */
  primed: Primed;
  /** That end's bytes; none when the text before the caret is finished. */
  unfinished: Uint8Array;
}

/**
 * About `count` carets, evenly spread over the words of `texts`; a word after the other is left at its start, after one
 * letter, two, and so on to four, and one that is not so long at its start.
 */
export function caretsOf(texts: readonly SampleDocument[], count: number): Caret[] {
  const words = texts.flatMap((text, document) => sampleWords(text).map((word) => ({ document, word })));
  const stride = Math.max(1, words.length / count);
  return Array.from({ length: Math.floor(words.length / stride) }, (_, i) => {
    const { document, word } = words[Math.floor(i * stride)];
    const letters = [...word.text];
    const typed = i % (MOST_TYPED + 1);
    const said = typed < letters.length ? letters.slice(0, typed).join('') : '';
    return { document, at: word.start + said.length };
  });
}

/** Walks through the documents, each of which is read once; carets must be in the order of the text. */
export async function* caretPlaces(
  { model, tokenizer }: { model: StepModel; tokenizer: Tokenizer },
  texts: readonly SampleDocument[],
  carets: readonly Caret[],
  pace: Pace,
): AsyncGenerator<CaretPlace> {
  let reading = { document: -1, read: 0, primed: undefined as Primed | undefined };
  for (const { document, at } of carets) {
    const { text } = texts[document];
    if (reading.primed === undefined || reading.document !== document) {
      const primed = await prime(model, model.initialState(), [tokenizer.startToken], pace);
      reading = { document, read: 0, primed };
    }
    const before = text.slice(0, at);
    // A newline is always a finished run of its own, so the last line is all that can be unfinished.
    const line = before.lastIndexOf('\n') + 1;
    const finished = line + tokenizer.finishedLength(before.slice(line));
    const tokens = tokenizer.encode(text.slice(reading.read, finished));
    if (tokens.length > 0) reading.primed = await prime(model, reading.primed!.state, tokens, pace);
    reading.read = finished;
    yield {
      document,
      at,
      before,
      after: text.slice(at, at + LONGEST_TRUTH),
      primed: fork(reading.primed!),
      unfinished: new TextEncoder().encode(before.slice(finished)),
    };
  }
}

/** The text's own continuation, as `stopAt` ends it. */
export function trueContinuation(after: string, stopAt: StopAt): string {
  return new BoundaryMatcher(stopAt).push(after, true).text;
}
