/**
 * `npm run screenshots [-- --readme]`: pages with ghost text and the playground, for a person to look at, into `runs/screenshots/`:
 * light, dark, with forced colours, zoomed, on a phone. With --readme also the pictures of the documentation, in `docs/figures/`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO, LOOKS, MESSAGE, REST } from '../helpers/demo.ts';
import { openElementPage, twoFrames } from '../helpers/element-page.ts';
import { picturePlayground } from '../helpers/playground-looks.ts';
import { answerWith } from '../helpers/stand.ts';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'runs/screenshots');
mkdirSync(folder, { recursive: true });

for (const { name, options } of LOOKS) {
  const at = await openElementPage('chromium', options);
  at.stand.complete = async () => answerWith(REST);
  await at.open(DEMO);
  await at.page.locator('#box').click();
  await at.offer(MESSAGE, REST);
  await twoFrames(at.page);
  const path = join(folder, `${name}.png`);
  await at.page.screenshot({ path, caret: 'initial' });
  console.log(path);
  if (name === 'light' && process.argv.includes('--readme')) {
    const box = await at.page.locator('#box').boundingBox();
    if (!box) throw new Error('the demo has no box');
    const clip = { x: box.x - 12, y: box.y - 36, width: box.width + 24, height: box.height + 48 };
    await at.page.screenshot({ path: join(root, 'docs/figures/ghost-text.png'), clip, caret: 'initial' });
  }
  await at.close();
}

const figures = process.argv.includes('--readme') ? join(root, 'docs/figures') : undefined;
for (const path of await picturePlayground(folder, figures)) console.log(path);
