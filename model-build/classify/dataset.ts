/** The tables of a recipe, read, as texts with answers. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { corpusFolders } from '../corpus/corpora.ts';
import { CorpusError } from '../corpus/errors.ts';
import { sha256 } from '../sha256.ts';
import { answersOf, findQuestion, type Question, type Row } from './answers.ts';
import type { Part } from './divide.ts';
import type { Kind } from './losses.ts';
import { readTable } from './table.ts';

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

/** Reads the three parts of a table. Throws a CorpusError. */
export async function readDataset(table: string, kind: Kind | undefined): Promise<Dataset> {
  const path = findTable(table, 'train');
  const train = await readTable(path);
  const question = findQuestion(path, train, kind);
  const part = async (name: Part) => answersOf(question, await readTable(findTable(table, name)));
  const bytes = await readFile(path);
  return {
    question,
    train: answersOf(question, train),
    valid: await part('valid'),
    test: await part('test'),
    source: { bytes: bytes.length, sha256: sha256(bytes) },
  };
}
