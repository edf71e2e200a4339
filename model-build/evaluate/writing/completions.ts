/** Completions as a person would get them, to be looked at for repetition and copying. */
import type { Generation } from '../../../src/contract/manifest.ts';
import type { StepModel } from '../../../src/contract/step-model.ts';
import { NO_PENALTIES } from '../../../src/generation/drawing/penalties.ts';
import { generate } from '../../../src/generation/generate.ts';
import type { Tokenizer } from '../../../src/text/tokenizer.ts';
import type { SampleDocument } from '../../calibrate/sample.ts';
import { wordsOf } from '../../calibrate/words.ts';

/** Text that is continued: the document's beginning, to the end of a word. */
const PROMPT_CHARACTERS = 300;
/** Long enough to fall into a loop, if a model does. */
export const COMPLETION_TOKENS = 128;

/** How a completion is written. */
export type Writing = Omit<Generation, 'maxTokens'>;

export interface Completion {
  text: string;
  /** What the document itself says there, as many tokens: what a text that is not copied shares with others. */
  truth: string;
}

/** Continues the beginning of each document, with one seed a document; shorter documents are left out. */
export async function completeDocuments(
  { model, tokenizer }: { model: StepModel; tokenizer: Tokenizer },
  documents: readonly SampleDocument[],
  { frequencyPenalty, ...sampling }: Writing,
): Promise<Completion[]> {
  // Nobody else waits for this process, so the loop never yields for others.
  const generator = { model, tokenizer, startToken: tokenizer.startToken, multiplyAccumulates: 0 };
  const surroundings = { signal: new AbortController().signal, pause: () => Promise.resolve() };
  const completions: Completion[] = [];
  for (const [index, { text }] of documents.entries()) {
    const end = wordsOf(text.slice(0, PROMPT_CHARACTERS)).at(-2)?.end;
    if (end === undefined || text.length < 2 * PROMPT_CHARACTERS) continue;
    const request = {
      ...sampling,
      penalties: frequencyPenalty ? { ...NO_PENALTIES, frequency: frequencyPenalty } : undefined,
      prompt: tokenizer.encode(text.slice(0, end)),
      maxTokens: COMPLETION_TOKENS,
      seed: index + 1,
      stop: [],
    };
    let completed = '';
    for await (const piece of generate(generator, request, surroundings)) completed += piece;
    // At most 32 bytes a token.
    const rest = tokenizer.encode(text.slice(end, end + 32 * COMPLETION_TOKENS));
    completions.push({ text: completed, truth: tokenizer.decode(rest.slice(0, COMPLETION_TOKENS)) });
  }
  return completions;
}
