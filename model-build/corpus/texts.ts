/** Which held-out texts an evaluation is of: the corpora that a model was made from, or text of one's own. */
import { resolve } from 'node:path';
import type { Manifest } from '../../src/contract/manifest.ts';
import { findCorpus, isFile } from './corpora.ts';

/** Parts of a corpus that no model has learned from. */
export type Split = 'valid' | 'test';

/** What a person asked to evaluate on. */
export interface Wish {
  /** Names of corpora in place of the model's own. */
  corpora?: readonly string[];
  /** Files of one's own. Without `corpora` they are all that is read. */
  files?: readonly string[];
  split: Split;
}

/** One text, a column of the report. */
export interface Text {
  /** The corpus, or the file as it was given. */
  name: string;
  /** What part of a corpus it is: `test`; `own text`; `training text` where a model was made from a file. */
  part: string;
  path: string;
}

/** @throws CorpusError that says where it looked; Error when there is nothing to look for. */
export function textsOf({ name, version, data }: Manifest, { corpora, files = [], split }: Wish): Text[] {
  const own = files.map((file) => ({ name: file, part: 'own text', path: resolve(file) }));
  const named = corpora ?? (own.length > 0 ? [] : data.map((part) => part.name));
  const texts = [...named.map((corpus) => corpusText(corpus, split)), ...own];
  if (texts.length === 0)
    throw new Error(
      `${name} ${version} names no corpora that it was made from: wanted --text FILE or --corpus NAME`,
    );
  return texts;
}

/** A file that a model was made from was never divided: figures of it tell what was learned by heart. */
const corpusText = (name: string, split: Split): Text =>
  isFile(name)
    ? { name, part: 'training text', path: resolve(name) }
    : { name, part: split, path: findCorpus(name, split) };
