/** Held-out text for what a build does after training, and whether it is enough: asked before training. */
import { caretKind } from '../../src/generation/searching/confidence.ts';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { caretsOf } from '../calibrate/carets.ts';
import type { SampleDocument } from '../calibrate/sample.ts';
import { beginning } from '../corpus/beginning.ts';
import { corpusFile, isFile } from '../corpus/corpora.ts';
import type { HeldOut } from '../corpus/held-out.ts';
import { readValidation } from '../corpus/token-file.ts';
import type { EncodedDocument } from '../corpus/token-source.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { FLOAT_STEPS } from './parity.ts';

/** Held-out text behind each figure of the manifest, a corpus. `evaluate` reads all of it. */
const FIGURE_BYTES = 60_000;
/** Positions at which int8 is held against the reference. */
const PROOF_TOKENS = 1000;
/** Calibration wants 50 suggestions of each kind; a caret gives one or more. */
const LEAST_CARETS = 50;

/** Corpora have a test split; a file of one's own has not, so its beginning is what figures are of. */
export const heldOutName = (recipe: Recipe): string =>
  recipe.data.some(({ corpus }) => isFile(corpus))
    ? 'the training text itself'
    : `test, first ${FIGURE_BYTES / 1000} kB`;

/** Held-out documents of corpora, `FIGURE_BYTES` of each. */
export async function heldOut(
  corpora: readonly string[],
  split: 'valid' | 'test',
  tokenizerJson: unknown,
): Promise<HeldOut[]> {
  const tokenizer = loadTokenizer(tokenizerJson);
  return Promise.all(
    corpora.map(async (corpus) => {
      const files = [corpusFile(corpus, isFile(corpus) ? 'train' : split)];
      const documents = await readValidation({ tokenizerJson, files, limitBytes: FIGURE_BYTES });
      return { corpus, documents: beginning(documents, tokenizer, FIGURE_BYTES) };
    }),
  );
}

/** The first `PROOF_TOKENS` of held-out text, document after document. Throws when they are too few for a proof. */
export function proofText(documents: readonly EncodedDocument[]): number[] {
  const tokens = documents
    .flatMap((document) => [...document.tokens.slice(0, PROOF_TOKENS)])
    .slice(0, PROOF_TOKENS);
  if (tokens.length < FLOAT_STEPS)
    throw new Error(
      `the held-out text has ${tokens.length} tokens; the proof of an export takes ${FLOAT_STEPS}`,
    );
  return tokens;
}

/**
 * Returns a sentence for the user that says what `texts` lack for calibration at `carets` carets, or undefined when they
 * have enough.
 */
export function caretShortage(texts: readonly SampleDocument[], carets: number): string | undefined {
  const counts = { start: 0, inside: 0 };
  for (const { document, at } of caretsOf(texts, carets))
    counts[caretKind(texts[document].text.slice(0, at))]++;
  if (Math.min(counts.start, counts.inside) >= LEAST_CARETS) return undefined;
  return (
    `the text to steer by has ${counts.start} places before a word and ${counts.inside} inside one, ` +
    `wanted ${LEAST_CARETS} of each`
  );
}
