/** The mirror against the browser's own word, OpaqueRange: 500 generated boxes. */
import { expect, it } from 'vitest';
import { missing } from './helpers/browsers.ts';
import { missGeometry } from './helpers/geometry.ts';

const absent = missing('chromium');
const far = (miss: [number, number] | null) => miss?.some((pixels) => Math.abs(pixels) > 1) ?? false;

it('finds the caret and the place of a ghost within a pixel, in 500 generated boxes', async ({ skip }) => {
  skip(!!absent, absent);
  const found = await missGeometry(500);
  expect(found.filter(({ caret, ghost }) => far(caret) || far(ghost))).toEqual([]);
  expect(found.filter(({ caret }) => caret).length).toBeGreaterThan(300);
  expect(found.filter(({ ghost }) => ghost).length).toBeGreaterThan(100);
});
