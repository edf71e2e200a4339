/** The mirror against the browser's own word, OpaqueRange: 500 generated boxes. */
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launch, missing } from './helpers/browsers.ts';
import { geometryCase } from './helpers/geometry-case.ts';
import { bundleForTest } from './helpers/stand.ts';
import type { GeometryCase, GeometryPage, Misses } from './pages/geometry.ts';

const absent = missing('chromium');
let browser: Browser | undefined;
let page: Page;

beforeAll(async () => {
  if (absent) return;
  browser = await launch('chromium');
  page = await browser.newPage();
  await page.setContent('<!doctype html><meta charset="utf-8"><body style="margin: 7.3px">');
  await page.addScriptTag({ content: await bundleForTest('test/browser/pages/geometry.ts'), type: 'module' });
});
afterAll(() => browser?.close());

const measure = (cases: GeometryCase[]): Promise<Misses[]> =>
  page.evaluate(
    (all) => all.map((each) => (globalThis as unknown as { page: GeometryPage }).page.measure(each)),
    cases,
  );

it('finds the caret and the place of a ghost within a pixel, in 500 generated boxes', async ({ skip }) => {
  skip(!!absent, absent);
  const cases = fc.sample(geometryCase, { numRuns: 500, seed: 16 });
  const found = await measure(cases);
  const wrong = found.flatMap(({ caret, ghost }, i) => {
    const far = (miss: [number, number] | null) => miss?.some((pixels) => Math.abs(pixels) > 1) ?? false;
    return far(caret) || far(ghost) ? [{ i, caret, ghost, case: cases[i] }] : [];
  });
  if (process.env.VERBOSE) {
    const worst = Math.max(...found.flatMap(({ caret }) => (caret ?? []).map(Math.abs)));
    process.stderr.write(
      `${wrong.length} wrong, worst ${worst}, carets ${found.filter((f) => f.caret).length}, ghosts ${found.filter((f) => f.ghost).length}\n`,
    );
    for (const each of wrong.slice(0, 12)) process.stderr.write(`${JSON.stringify(each)}\n`);
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(found.filter(({ ghost }) => ghost).length).toBeGreaterThan(100);
});
