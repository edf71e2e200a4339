/** Where corpora are found. They live outside the repository: `CORPORA` says where. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CorpusError } from './errors.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** One part of a mixture. */
export interface Corpus {
  name: string;
  /** Paths of its files. */
  files: string[];
  /** Its weight in the mixture; the weights need not sum to one. */
  share: number;
  /** Words whose documents are left out. */
  without?: readonly string[];
  /** Words whose paragraphs are left out; the rest of the document stays. */
  withoutParagraphs?: readonly string[];
}

/** Whether a corpus of a recipe is a path to a file rather than a name: then it has a training text only. */
export const isFile = (corpus: string): boolean => /\.txt(\.xz)?$/.test(corpus);

/** Folders that are searched, in order. */
export function corpusFolders(setting = process.env.CORPORA): string[] {
  if (setting) return [resolve(setting)];
  return [resolve(REPOSITORY, '../shared/data'), resolve(REPOSITORY, 'corpora')];
}

/**
 * Path of `NAME.SPLIT.txt` or `NAME.SPLIT.txt.xz`. Throws a CorpusError that says where it looked.
 */
export function findCorpus(
  name: string,
  split: 'train' | 'valid' | 'test',
  folders = corpusFolders(),
): string {
  const names = [`${name}.${split}.txt`, `${name}.${split}.txt.xz`];
  for (const folder of folders) {
    for (const file of names) {
      const path = resolve(folder, file);
      if (existsSync(path)) return path;
    }
  }
  throw new CorpusError(
    `no ${names.join(' or ')} in ${folders.join(' or ')}; set CORPORA to the folder it is in`,
  );
}

/**
 * File of a corpus of a recipe: a path to a file as it is, a name looked up as `findCorpus` does. Throws as that does.
 */
export const corpusFile = (corpus: string, split: 'train' | 'valid' | 'test'): string =>
  isFile(corpus) ? resolve(corpus) : findCorpus(corpus, split);

/** The training texts that a recipe's `data` names. Throws as `findCorpus` does. */
export const corporaOf = (data: readonly (Omit<Corpus, 'name' | 'files'> & { corpus: string })[]): Corpus[] =>
  data.map(({ corpus, share, without, withoutParagraphs }) => ({
    name: corpus,
    files: [corpusFile(corpus, 'train')],
    share,
    without,
    withoutParagraphs,
  }));
