/** How far the mirror is from what Chromium tells, in generated boxes. */
import fc from 'fast-check';
import type { GeometryPage, Misses } from '../pages/geometry.ts';
import { launch } from './browsers.ts';
import { geometryCase } from './geometry-case.ts';
import { bundleForTest } from './stand.ts';

/** Misses of this many cases, the same in every run. */
export async function missGeometry(cases: number): Promise<Misses[]> {
  const browser = await launch('chromium');
  try {
    const page = await browser.newPage();
    await page.setContent('<!doctype html><meta charset="utf-8"><body style="margin: 7.3px">');
    await page.addScriptTag({
      content: await bundleForTest('test/browser/pages/geometry.ts'),
      type: 'module',
    });
    await page.waitForFunction(() => 'page' in globalThis);
    return await page.evaluate(
      (all) => all.map((each) => (globalThis as unknown as { page: GeometryPage }).page.measure(each)),
      fc.sample(geometryCase, { numRuns: cases, seed: 16 }),
    );
  } finally {
    await browser.close();
  }
}
