/** Pages with ghost text, light, dark, with forced colours, zoomed and on a phone, as axe sees them. */
import { expect, it } from 'vitest';
import { violations } from './helpers/axe.ts';
import { missing } from './helpers/browsers.ts';

const absent = missing('chromium');

it('has nothing that axe objects to while suggestions are shown', async ({ skip }) => {
  skip(!!absent, absent);
  expect(await violations()).toEqual([]);
});
