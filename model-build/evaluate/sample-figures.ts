/** What is measured on the sample of a text: typing with the model, and what the model writes by itself. */
import type { Generation } from '../../src/contract/manifest.ts';
import type { StepModel } from '../../src/contract/step-model.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { type SampleDocument, sampleWords } from '../calibrate/sample.ts';
import type { Stage } from '../watch.ts';
import { bootstrap, type Estimate } from './likelihood/bootstrap.ts';
import { type ServedFigures, type ServedStart, servedCounts, servedFigures } from './served/served.ts';
import type { PieceKinds } from './typing/piece-kinds.ts';
import { countTyping, type TypingCounts, type TypingFigures, typingFigures } from './typing/typing.ts';
import { type Completion, completeDocuments, type Writing } from './writing/completions.ts';
import { type Copying, copyingOf } from './writing/copying.ts';
import { repetitionPart } from './writing/repetition.ts';

export interface SampleFigures {
  documents: number;
  /** What the Worker's own search gives, by threshold; absent where the sample has no character. */
  served?: ServedFigures[];
  /** What the word search of this evaluation gives; absent where the sample has no word. */
  typing?: TypingFigures;
  /** Of the completions of the documents that are long enough to be begun and gone on with. */
  written: {
    completions: number;
    /** Repeated word 4-grams; absent where the completions are too short to repeat anything. */
    repetition: { greedy?: Estimate; byDefault?: Estimate };
    /** Of those written by default; absent without training text. */
    copying?: Copying;
  };
}

export interface Setting {
  start: ServedStart;
  threads: number;
  /** Whether to type with the word search too. */
  wordSearch: boolean;
  model: StepModel;
  tokenizer: Tokenizer;
  kinds: PieceKinds;
  /** The model's own defaults. */
  generation: Generation;
  /** Tokens that the model has read, to look for copies in. */
  training?: Uint16Array;
}

const LIKELIEST: Writing = { temperature: 0, topK: 0, topP: 1 };

/** Words that are typed in all: the units of its stage. */
export const wordsIn = (
  sample: readonly SampleDocument[],
  { wordSearch }: Pick<Setting, 'wordSearch'>,
): number => (wordSearch ? 2 : 1) * sample.reduce((sum, document) => sum + sampleWords(document).length, 0);

export async function sampleFigures(
  setting: Setting,
  sample: readonly SampleDocument[],
  stage: Stage,
): Promise<SampleFigures> {
  const { start, threads, wordSearch } = setting;
  const served = await servedCounts(start, sample, threads, (count) => stage.advance(count));
  const counts: TypingCounts[] = [];
  for (const document of wordSearch ? sample : [])
    counts.push(await countTyping(setting, document, () => stage.advance(1)));
  const greedy = await completeDocuments(setting, sample, LIKELIEST);
  const byDefault = await completeDocuments(setting, sample, setting.generation);
  const { tokenizer, training } = setting;
  return {
    documents: sample.length,
    ...(sample.some(({ length }) => length > 0) && { served: servedFigures(served) }),
    ...(counts.some(({ nextWord }) => nextWord.words > 0) && { typing: typingFigures(counts) }),
    written: {
      completions: byDefault.length,
      repetition: { greedy: repetitionOf(greedy), byDefault: repetitionOf(byDefault) },
      ...(training && byDefault.length > 0 && { copying: copyingOf(byDefault, { tokenizer, training }) }),
    },
  };
}

function repetitionOf(completions: readonly Completion[]): Estimate | undefined {
  const parts = completions.map(({ text }) => repetitionPart(text));
  return parts.some((part) => part.denominator > 0) ? bootstrap(parts) : undefined;
}
