/** The pages of the repository name files that are there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY } from './imports.ts';

const IGNORED = /(^|\/)(node_modules|runs|corpora|dist|\.wrangler)(\/|$)/;
const tracked = globSync(['**/*', '.github/**/*'], {
  cwd: REPOSITORY,
  exclude: (name) => IGNORED.test(name),
});
const PAGES = globSync('{*.md,docs/**/*.md,examples/**/*.md,bench/*.md,packages/*/README.md}', {
  cwd: REPOSITORY,
  exclude: (name) => IGNORED.test(name),
});
const read = (page: string) => readFileSync(join(REPOSITORY, page), 'utf8');

/** Paths in backticks: with a folder, or the name of a source. */
const pathsOf = (text: string) =>
  [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\.(?:ts|mjs|sh|yml|wasm))`/g)].map(([, path]) => path!);
/** Relative targets of links. */
const linksOf = (text: string) =>
  [...text.matchAll(/\]\(([^)#\s]+)/g)].map(([, link]) => link!).filter((link) => !/^\w+:/.test(link));

it.each(PAGES)('%s links to what is there', (page) => {
  const missing = linksOf(read(page)).filter((link) => !existsSync(join(REPOSITORY, dirname(page), link)));
  expect(missing).toEqual([]);
});

/** Decisions and the changelog tell of what was. */
it.each(PAGES.filter((page) => !/decisions|CHANGELOG/.test(page)))(
  '%s names sources that are there',
  (page) => {
    const missing = pathsOf(read(page)).filter(
      (path) => !tracked.some((file) => file === path || file.endsWith(`/${path}`)),
    );
    expect(missing).toEqual([]);
  },
);

it('every page and every decision stands in the index', () => {
  const index = linksOf(read('docs/README.md')).map((link) => join('docs', link));
  const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
  expect(pages.filter((page) => !index.includes(page))).toEqual([]);
});
