/** What a person who types gets from the Worker itself: lists and a typist at several thresholds, from one walk a document. */
import type { Manifest } from '../../../src/contract/manifest.ts';
import { caretPlaces } from '../../calibrate/carets.ts';
import { type SampleDocument, sampleWords } from '../../calibrate/sample.ts';
import type { RuntimeName } from '../../runtimes/runtimes.ts';
import { onThreads } from '../../threads.ts';
import { bootstrap, type Estimate } from '../likelihood/bootstrap.ts';
import { type ListCounts, ListReader } from './list.ts';
import { type CaretCounts, OneCaretAWord } from './one-caret.ts';
import { type Served, servedSearch, unlimited } from './search.ts';
import { Typist, type TypistCounts } from './typist.ts';

/** Values of `min_confidence`: all, the element's, the sure ones. */
export const THRESHOLDS = [0, 0.4, 0.6] as const;

/** Counts over one document, one entry a threshold. */
export interface ServedCounts {
  lists: ListCounts[];
  typists: TypistCounts[];
  carets: CaretCounts[];
}

/** A model's files, as its threads open it. */
export interface ServedStart {
  runtime: RuntimeName;
  onnx: Uint8Array;
  tokenizerJson: unknown;
  manifest: Pick<Manifest, 'cache' | 'quantization' | 'calibration' | 'generation'>;
}

/** Counts over the documents of a sample, in order. `onWords` hears of the words done. */
export function servedCounts(
  start: ServedStart,
  documents: readonly SampleDocument[],
  threads: number,
  onWords?: (count: number) => void,
): Promise<ServedCounts[]> {
  const module = new URL('./served-worker.ts', import.meta.url);
  return onThreads({ module, start, tasks: documents, threads, onProgress: onWords });
}

/** `onWord` hears of every word done. */
export async function countServed(
  served: Served,
  document: SampleDocument,
  onWord: () => void = () => {},
): Promise<ServedCounts> {
  const lists = THRESHOLDS.map((threshold) => new ListReader(document, threshold));
  const typists = THRESHOLDS.map((threshold) => new Typist(document, threshold));
  const carets = THRESHOLDS.map((threshold) => new OneCaretAWord(document, threshold));
  const readers = [...lists, ...typists, ...carets];
  const ends = new Set(sampleWords(document).map(({ end }) => end));
  const search = servedSearch(served);
  for await (const place of caretPlaces(served, [document], everyCaret(document), unlimited())) {
    if (ends.has(place.at)) onWord();
    const asking = readers.filter((reader) => reader.asks(place.at));
    if (asking.length === 0) continue;
    const shown = await search(place);
    for (const reader of asking) reader.see(place, shown);
  }
  return {
    lists: lists.map(({ counts }) => counts),
    typists: typists.map(({ counts }) => counts),
    carets: carets.map(({ counts }) => counts),
  };
}

/** Before every character of the sample. */
function everyCaret({ text, length }: SampleDocument) {
  const carets = [];
  for (let at = 0; at < length; at += text.codePointAt(at)! > 0xffff ? 2 : 1)
    carets.push({ document: 0, at });
  return carets;
}

/** `shown` is a share of the carets, `right` of what was shown. */
export interface Ghosts {
  shown: Estimate;
  right?: Estimate;
}

/** Figures at one threshold; absent where nothing was asked or shown. */
export interface ServedFigures {
  threshold: number;
  nextWord?: { first: Estimate; three: Estimate };
  /** Keys saved with one and with three suggestions in a list. */
  keystrokeSavings: { 1: Estimate; 3: Estimate };
  typist: Ghosts & { keystrokeSavings: Estimate };
  /** Absent where the sample has no word. */
  oneCaretAWord?: Ghosts;
}

/** The figures of a corpus from the counts of its documents, which have at least one character. */
export function servedFigures(documents: readonly ServedCounts[]): ServedFigures[] {
  return THRESHOLDS.map((threshold, t) => {
    const lists = documents.map((counts) => counts.lists[t]);
    const typists = documents.map((counts) => counts.typists[t]);
    const carets = documents.map((counts) => counts.carets[t]);
    const share = <C>(counts: readonly C[], part: (count: C) => [numerator: number, denominator: number]) => {
      const parts = counts.map(part).map(([numerator, denominator]) => ({ numerator, denominator }));
      return parts.some(({ denominator }) => denominator > 0) ? bootstrap(parts) : undefined;
    };
    const first = share(lists, (list) => [list.first, list.words]);
    const three = share(lists, (list) => [list.three, list.words]);
    const saved = (shown: 1 | 3) =>
      share(lists, (list) => [list.characters - list.keys[shown], list.characters])!;
    const ghosts = (counts: readonly CaretCounts[]): Ghosts | undefined => {
      const shown = share(counts, (count) => [count.shown, count.carets]);
      return shown && { shown, right: share(counts, (count) => [count.right, count.shown]) };
    };
    return {
      threshold,
      ...(first && three && { nextWord: { first, three } }),
      keystrokeSavings: { 1: saved(1), 3: saved(3) },
      typist: {
        keystrokeSavings: share(typists, ({ characters, keys }) => [characters - keys, characters])!,
        ...ghosts(typists)!,
      },
      oneCaretAWord: ghosts(carets),
    };
  });
}
