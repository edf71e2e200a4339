/** What axe finds on pages with ghost text, while a ghost or a list is shown. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { DEMO, LOOKS, MESSAGE, REST } from './demo.ts';
import { openElementPage } from './element-page.ts';
import { answerWith } from './stand.ts';

const axeScript = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** One line for each violation on a page: rule, element. */
export async function objections(page: Page): Promise<string[]> {
  // By the debugger: a page that wants trusted types takes no script as text.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axeScript });
  await session.detach();
  return page.evaluate(async () => {
    const { violations: all } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return all.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
  });
}

/** One line for each violation: page, rule, element. */
export async function violations(): Promise<string[]> {
  const found: string[] = [];
  for (const { name, options } of LOOKS) {
    const at = await openElementPage('chromium', options);
    try {
      at.stand.complete = async () => answerWith(REST, 'lier', 'lies');
      await at.open(DEMO);
      await at.page.locator('#box').click();
      await at.offer(MESSAGE, REST);
      found.push(...(await objections(at.page)).map((line) => `${name}: ${line}`));
    } finally {
      await at.close();
    }
  }
  return found;
}
