/** What every page pays for ghost text. */
import { expect, it } from 'vitest';
import { bundle, describeScript } from '../../../../scripts/web/build.ts';

it('weighs no more than 14.6 kB, compressed, with everything in it', async () => {
  const { gzipBytes } = describeScript(await bundle('web/element/define.ts'));
  console.log(`ghost-text.js: ${gzipBytes} bytes`);
  expect(gzipBytes).toBeLessThanOrEqual(14_600);
});
