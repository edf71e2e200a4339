/** The first stage: all text that the build will read, and whether it is enough. Nothing is trained if it is not. */
import { join } from 'node:path';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { CARETS } from '../calibrate/calibration.ts';
import { readStretches } from '../calibrate/stretches.ts';
import { findCorpus, isFile } from '../corpus/corpora.ts';
import { REMEMBERED_RUNS } from '../corpus/encode.ts';
import type { HeldOut } from '../corpus/held-out.ts';
import { caretShortage, heldOut, proofText } from '../prove/held-out.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { runsFolder } from '../settings.ts';
import { type Prepared, prepare } from '../train/prepare.ts';
import type { Say } from './say.ts';

/** What the first stage makes. */
export interface PreparedText extends Prepared {
  tokenizer: Tokenizer;
  /** Held-out documents that the manifest's figures are of. */
  held: HeldOut[];
  /** The beginning of held-out text, for the proofs: token ids. */
  proofTokens: number[];
  /** Corpora whose `valid` text teaches the cache and the confidences; none when that is too little text. */
  calibrating: string[];
}

/** Reuses tokenizers and token files that are there. Throws when there is too little text for a proof. */
export async function prepareStage(recipe: Recipe, say: Say): Promise<PreparedText> {
  const prepared = await prepare(recipe, join(runsFolder(), 'cache'), say);
  const { tokenizerJson } = prepared;
  const names = recipe.data.map(({ corpus }) => corpus);
  const held = await heldOut(names, 'test', tokenizerJson);
  return {
    ...prepared,
    tokenizer: loadTokenizer(tokenizerJson, { remembered: REMEMBERED_RUNS }),
    held,
    proofTokens: proofText(held[0].documents),
    calibrating: await calibratingCorpora(names, say),
  };
}

/** Those with a `valid` split, which a file has not. */
async function calibratingCorpora(names: readonly string[], say: Say): Promise<string[]> {
  const corpora = names.filter((corpus) => !isFile(corpus));
  if (corpora.length === 0) return [];
  const texts = await Promise.all(corpora.map((corpus) => readStretches(findCorpus(corpus, 'valid'))));
  const shortage = caretShortage(texts.flat(), CARETS);
  if (shortage) say(`suggestions will not be calibrated: ${shortage}`);
  return shortage ? [] : corpora;
}
