/**
 * `npm run build:manners -- LIST`: hashes of the words and phrases of a list into src/manners/hashes.ts. The list itself
 * stays out of the repository.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fromHere } from '../model-build/settings.ts';
import { ANY_ENDING, hashOf, MOST_WORDS, packListed, plainest } from '../src/manners/entries.ts';

const TARGET = join(import.meta.dirname, '../src/manners/hashes.ts');
const HELP = `Usage: npm run build:manners -- LIST

Writes src/manners/hashes.ts from LIST, a text file that stays out of the repository. One entry a line:
  word           that word alone
  stem*          the stem, and with an ending (plurals, -ed, -ing, and so on)
  several words  the phrase, up to ${MOST_WORDS} words
A line that begins with # is a comment.

Example: npm run build:manners -- ../manners.txt
Options:
  --help  these words`;

/** Words with single blanks between them, and perhaps the mark of a stem. */
const ENTRY = new RegExp(`^\\p{L}+(?:\\${ANY_ENDING}|(?: \\p{L}+){1,${MOST_WORDS - 1}})?$`, 'u');

/** Entries of a list in their plainest spelling, each once. Throws an Error that names the line that is none. */
export function entriesOf(list: string): string[] {
  const entries = new Set<string>();
  for (const [i, line] of list.split('\n').entries()) {
    const entry = plainest(line.trim());
    if (entry === '' || entry.startsWith('#')) continue;
    if (!ENTRY.test(entry))
      throw new Error(`line ${i + 1}: wanted a word, a stem* or a phrase of 2 to ${MOST_WORDS} words`);
    entries.add(entry);
  }
  return [...entries];
}

/** The module that holds the hashes, in order: it tells nothing of the list's order. */
export function hashesModule(entries: readonly string[]): string {
  const hashes = [...new Set(entries.map(hashOf))].sort((a, b) => a - b);
  return [
    '/** Written by scripts/build-manners.ts from a list that is not in the repository: docs/decisions/0018-manners.md. */',
    `export const HASHES =\n  '${packListed(hashes)}';\n`,
  ].join('\n');
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  const [list] = positionals;
  if (values.help || list === undefined) {
    console.log(HELP);
    process.exitCode = values.help ? 0 : 1;
  } else {
    const entries = entriesOf(readFileSync(fromHere(list), 'utf8'));
    const module = hashesModule(entries);
    writeFileSync(TARGET, module);
    console.log(`src/manners/hashes.ts: ${entries.length} entries, ${module.length} bytes`);
  }
}
