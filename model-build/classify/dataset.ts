/** The tables of a recipe, read, as texts with answers. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { corpusFolders, findCorpus } from '../corpus/corpora.ts';
import { CorpusError } from '../corpus/errors.ts';
import { sha256 } from '../sha256.ts';
import { answersOf, findQuestion, type Question, type Row } from './answers.ts';
import type { Part } from './divide.ts';
import { type Find, kindsTable } from './kinds.ts';
import type { Kind } from './losses.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { csvOf, readTable } from './table.ts';

/** A divided table. */
export interface Dataset {
  question: Question;
  train: Row[];
  valid: Row[];
  test: Row[];
  /** Of the file that is learned from. */
  source: { bytes: number; sha256: string };
}

/** Path of a part of a table. Throws a CorpusError that says where it looked. */
export function findTable(table: string, part: Part, folders = corpusFolders()): string {
  const places = folders.flatMap((folder) => [folder, resolve(folder, 'labels')]);
  const names = [`${table}.${part}.csv`, `${table}.${part}.csv.xz`];
  const path = places.flatMap((place) => names.map((name) => resolve(place, name))).find(existsSync);
  if (path) return path;
  throw new CorpusError(
    `no ${names.join(' or ')} in ${places.join(' or ')}; set CORPORA to the folder it is in`,
  );
}

const findOf = (part: Part): Find => ({
  table: (name) => findTable(name, part),
  corpus: (name) => findCorpus(name, part),
});

/** What a recipe says of its table. */
type TableOf = Pick<ClassifierRecipe['data'], 'table' | 'made'>;

/** Reads or makes the three parts of a table. Throws a CorpusError. */
export async function readDataset({ table, made }: TableOf, kind: Kind | undefined): Promise<Dataset> {
  const read = (part: Part) =>
    made ? kindsTable(part, findOf(part), made) : readTable(findTable(table, part));
  const train = await read('train');
  const question = findQuestion(table, train, kind);
  const answers = async (part: Part) => answersOf(question, await read(part));
  const bytes = made ? Buffer.from(csvOf(train)) : await readFile(findTable(table, 'train'));
  return {
    question,
    train: answersOf(question, train),
    valid: await answers('valid'),
    test: await answers('test'),
    source: { bytes: bytes.length, sha256: sha256(bytes) },
  };
}
