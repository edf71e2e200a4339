/** Pictures of the playground and of its learner's page, with real models at work. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { FAMILY } from '../../../web/playground/core/family.ts';
import { LOOKS } from './demo.ts';
import { openPlaygrounds, type Visit } from './playground.ts';

const MODEL = 'english';
const TEXT = `Dear Ms Featherstone,

thank you for your letter about the roof of the library. Mr Quigley has been up there with a torch, and what he found was a family of owls, two of them asleep. Ms Featherstone, we will wait until they have fl`;

/** Narrow enough for a page of documentation. */
const FIGURE = { viewport: { width: 700, height: 900 }, deviceScaleFactor: 1 };

/** The playground with everything on it: the model in the page, models side by side, a piece of the text looked at. */
async function fill({ page, open, type, runHere }: Visit): Promise<void> {
  await open(`#beside=english-rnn+${MODEL}&model=${MODEL}&max_tokens=20&text=${encodeURIComponent(TEXT)}`);
  await runHere();
  await page.locator('#run').click();
  await page.waitForFunction(() => !document.querySelector<HTMLButtonElement>('#take')!.disabled);
  await type('own');
  await page.waitForFunction(() => document.querySelectorAll('#beside tbody tr').length === 2);
  await page.waitForFunction(() => document.querySelector('#tokens')?.textContent?.endsWith('flown'));
  await page.locator('.tokens .token').nth(9).focus();
}

/** The learner's page after every network has read. */
async function learn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/learn`);
  await page.waitForFunction(() => document.querySelectorAll('#kinds input').length > 0);
  await page.locator('#read').click();
  await page.waitForFunction(() => document.querySelectorAll('#rows tr').length > 0);
}

/** Writes a picture of each page for each look into `folder`; with `figures`, the two of the documentation there. Gives the paths. */
export async function picturePlayground(folder: string, figures?: string): Promise<string[]> {
  const all = await openPlaygrounds('chromium', [MODEL, ...FAMILY.map(({ model }) => model)]);
  const paths: string[] = [];
  const shoot = async (page: Page, name: string) => {
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path, fullPage: true });
    paths.push(path);
  };
  try {
    for (const { name, options } of LOOKS) {
      const visit = await all.visit(options);
      await fill(visit);
      await shoot(visit.page, `playground-${name}`);
      await learn(visit.page, all.server.url);
      await shoot(visit.page, `learn-${name}`);
      await visit.close();
    }
    if (figures) paths.push(...(await drawFigures(await all.visit(FIGURE), all.server.url, figures)));
  } finally {
    await all.close();
  }
  return paths;
}

async function drawFigures(visit: Visit, url: string, folder: string): Promise<string[]> {
  const { page } = visit;
  const paths = ['playground.png', 'learn.png'].map((name) => join(folder, name)) as [string, string];
  await fill(visit);
  await page.mouse.move(0, 0);
  await page.locator('.tokens .token').nth(5).focus();
  await page.locator('section', { has: page.locator('#tokens') }).screenshot({ path: paths[0] });
  await learn(page, url);
  await page.locator('figure', { has: page.locator('#plot') }).screenshot({ path: paths[1] });
  await visit.close();
  return paths;
}
