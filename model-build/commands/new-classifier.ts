/** `new NAME --labels TABLE`: from a person's table to a model that is served. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { writeClassifier } from '../build/classifier.ts';
import { answersOf, findQuestion, type Question } from '../classify/answers.ts';
import { type Candidate, candidatesFor } from '../classify/candidates.ts';
import { readDataset } from '../classify/dataset.ts';
import { countOf, type Divided, divide, type Part } from '../classify/divide.ts';
import type { Kind } from '../classify/losses.ts';
import { classifierRecipe } from '../classify/recipe.ts';
import { classifierRecipeSource } from '../classify/recipe-file.ts';
import { search, smallestGoodEnough } from '../classify/search.ts';
import { csvOf, readTable } from '../classify/table.ts';
import { classifiersFolder, corporaFolder } from '../settings.ts';
import { writeWhole } from '../whole-file.ts';

const RECIPE_MODULE = resolve(import.meta.dirname, '../classify/recipe.ts');
const PARTS: readonly Part[] = ['train', 'valid', 'test'];

export interface NewClassifierOptions {
  labels: string;
  kind?: Kind;
  minutes: number;
  licence: string;
}

export async function newClassifier(
  name: string,
  { labels, kind, minutes, licence }: NewClassifierOptions,
): Promise<void> {
  const recipePath = join(classifiersFolder(), `${name}.ts`);
  if (existsSync(recipePath))
    throw new Error(`${recipePath} is there already: choose another name, or remove it`);
  const say = console.error;
  const table = await readTable(labels);
  const question = findQuestion(labels, table, kind, say);
  const divided = divide(labels, table, question);
  for (const line of reportOf(question, divided)) say(line);
  const folder = corporaFolder();
  await mkdir(folder, { recursive: true });
  for (const part of PARTS)
    await writeWhole(join(folder, `${name}.${part}.csv`), (file) =>
      file.writeFile(csvOf(divided.parts[part])),
    );

  process.env.CORPORA ??= folder;
  const dataset = await readDataset({ table: name }, question.kind);
  const recipeOf = ({ tokenizer, network, training }: Candidate) =>
    classifierRecipe({
      name,
      version: '0.1.0',
      description: `${question.kind} of ${name}: ${question.names.slice(0, 8).join(', ')}${question.names.length > 8 ? ' and others' : ''}.`,
      seed: 1,
      data: { table: name, licence, origin: 'own' },
      kind: question.kind,
      tokenizer,
      network,
      training,
    });
  const candidates = candidatesFor(question, dataset.train.length);
  const now = () => performance.now();
  const tried = await search({ dataset, candidates, recipeOf, milliseconds: minutes * 60_000, now, say });
  const chosen = smallestGoodEnough(tried);
  say(`taken: ${chosen.label}, the smallest within the interval of the best`);
  const module = `./${relative(dirname(recipePath), RECIPE_MODULE)}`
    .replaceAll('\\', '/')
    .replace('./../', '../');
  const dir = await writeClassifier(chosen.recipe, dataset, chosen.trained, say);
  await mkdir(dirname(recipePath), { recursive: true });
  await writeWhole(recipePath, (file) => file.writeFile(classifierRecipeSource(chosen.recipe, module)));
  console.log(
    `wrote ${recipePath}\nwrote ${dir}. Now: npm start, and\n  curl -s http://127.0.0.1:8787/v1/classify -d '{"model":"${name}","input":"..."}'`,
  );
}

/** What was found in the table, a line each. */
function reportOf(question: Question, { parts, empty, repeated, contradicting }: Divided): string[] {
  const { kind, names } = question;
  const rows = Object.fromEntries(PARTS.map((part) => [part, answersOf(question, parts[part])])) as Record<
    Part,
    ReturnType<typeof answersOf>
  >;
  const lines = [
    `${kind}: ${names.length} of them; ${rows.train.length} texts to learn, ${rows.valid.length} to steer by, ${rows.test.length} to report`,
  ];
  if (empty > 0) lines.push(`${empty} rows without a text were left out`);
  if (repeated > 0) lines.push(`${repeated} rows say what another row said: each text counts once`);
  if (contradicting > 0)
    lines.push(`${contradicting} rows contradict another row of the same text, and were left out`);
  if (kind !== 'targets') {
    const counts = PARTS.map((part) => countOf(rows[part], names.length));
    const width = Math.max(...names.map((label) => label.length));
    for (const [i, label] of names.entries())
      lines.push(`  ${label.padEnd(width)} ${counts.map((count) => String(count[i]).padStart(6)).join('')}`);
  }
  return lines;
}
