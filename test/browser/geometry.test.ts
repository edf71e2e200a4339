/**
 * The mirror against the browser's own word, OpaqueRange: 500 generated boxes. Among them is what others' mirrors missed:
 * spaces at the end of a wrapped line (component/textarea-caret-position#24, #7), `overflow-wrap` (#59), scrolled boxes and
 * inputs with more text than room (#51, #56), scroll bars and their gutters (seek-oss/braid-design-system#2030), scaled
 * ancestors (deshiknaves/caret-pos#6).
 */
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
