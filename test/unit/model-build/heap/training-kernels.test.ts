/** The types of the training kernels are those of their AssemblyScript. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const HEAP = join(import.meta.dirname, '../../../../model-build/heap');
const read = (file: string) => readFileSync(join(HEAP, file), 'utf8');
const namesOf = (parameters: string) =>
  parameters
    .split(',')
    .map((parameter) => parameter.trim().split(':')[0]!)
    .filter((name) => name !== '');

it('name the same arguments in the same order', () => {
  const typed = [...read('training-kernels.ts').matchAll(/^ {2}(\w+)\(([^)]*)\): \w+;$/gm)];
  const sources = globSync('assembly/*.ts', { cwd: HEAP }).map(read).join('\n');
  const written = new Map(
    [...sources.matchAll(/^export function (\w+)\(([^)]*)\): \w+ \{$/gm)].map(([, name, parameters]) => [
      name!,
      namesOf(parameters!),
    ]),
  );
  const exported = [...read('assembly/index.ts').matchAll(/export \{ ([^}]*) \}/g)]
    .flatMap(([, names]) => names!.split(','))
    .map((name) => name.trim());
  expect(typed.map(([, name]) => name!).toSorted()).toEqual(exported.toSorted());
  for (const [, name, parameters] of typed)
    expect({ name, names: namesOf(parameters!) }).toEqual({ name, names: written.get(name!) });
});
