/** What a person who types gets from a model: recall, keystroke savings and exact match, from one walk a document. */
import type { StepModel } from '../../../src/contract/step-model.ts';
import type { Tokenizer } from '../../../src/text/tokenizer.ts';
import type { SampleDocument } from '../../calibrate/sample.ts';
import { wordsOf } from '../../calibrate/words.ts';
import { bootstrap, type Estimate } from '../likelihood/bootstrap.ts';
import {
  exactMatchParts,
  exactMatchTrials,
  LONGEST_SUGGESTION,
  SHOW_RATES,
  type Trial,
} from './exact-match.ts';
import { countKeystrokes, type KeystrokeCounts, savingsPart, typedByHand } from './keystrokes.ts';
import { countNextWord, type NextWordCounts, recallPart } from './next-word.ts';
import type { PieceKinds } from './piece-kinds.ts';
import { wordPlaces } from './places.ts';

export interface TypingCounts {
  nextWord: NextWordCounts;
  keystrokes: KeystrokeCounts;
  trials: Trial[];
}

/** Counts over one document. `onWord` hears of every word done. */
export async function countTyping(
  { model, tokenizer, kinds }: { model: StepModel; tokenizer: Tokenizer; kinds: PieceKinds },
  document: SampleDocument,
  onWord: () => void = () => {},
): Promise<TypingCounts> {
  const words = wordsOf(document.text);
  const counts: TypingCounts = {
    nextWord: { words: 0, top1: 0, top3: 0 },
    keystrokes: typedByHand(document),
    trials: [],
  };
  for await (const place of wordPlaces(model, tokenizer, kinds, document)) {
    const index = counts.nextWord.words;
    await countNextWord(place, counts.nextWord);
    await countKeystrokes(place, document, counts.keystrokes);
    counts.trials.push(...(await exactMatchTrials(place, words.slice(index, index + LONGEST_SUGGESTION))));
    onWord();
  }
  return counts;
}

export interface TypingFigures {
  words: number;
  characters: number;
  nextWord: { top1: Estimate; top3: Estimate };
  keystrokeSavings: { 1: Estimate; 3: Estimate };
  /** Right suggestions of those shown, by show rate and number of words. */
  exactMatch: { showRate: number; words: number; right: Estimate }[];
}

/** The figures of a corpus from the counts of its documents. */
export function typingFigures(documents: readonly TypingCounts[]): TypingFigures {
  const nextWords = documents.map(({ nextWord }) => nextWord);
  const keystrokes = documents.map((document) => document.keystrokes);
  const trials = documents.map((document) => document.trials);
  // A short text may have no place with five words to come.
  const longest = Math.max(...trials.flat().map((trial) => trial.n));
  const lengths = Array.from({ length: longest }, (_, i) => i + 1);
  return {
    words: nextWords.reduce((sum, { words }) => sum + words, 0),
    characters: keystrokes.reduce((sum, { characters }) => sum + characters, 0),
    nextWord: {
      top1: bootstrap(nextWords.map((counts) => recallPart(counts, 1))),
      top3: bootstrap(nextWords.map((counts) => recallPart(counts, 3))),
    },
    keystrokeSavings: {
      1: bootstrap(keystrokes.map((counts) => savingsPart(counts, 1))),
      3: bootstrap(keystrokes.map((counts) => savingsPart(counts, 3))),
    },
    exactMatch: SHOW_RATES.flatMap((showRate) =>
      lengths.map((words) => ({
        showRate,
        words,
        right: bootstrap(exactMatchParts(trials, words, showRate)),
      })),
    ),
  };
}
