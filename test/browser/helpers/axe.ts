/** What axe finds on pages with ghost text, while a ghost or a list is shown. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DEMO, LOOKS, MESSAGE, REST } from './demo.ts';
import { openElementPage } from './element-page.ts';
import { answerWith } from './stand.ts';

interface Axe {
  run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** One line for each violation: page, rule, element. */
export async function violations(): Promise<string[]> {
  const script = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const found: string[] = [];
  for (const { name, options } of LOOKS) {
    const at = await openElementPage('chromium', options);
    try {
      at.stand.complete = async () => answerWith(REST, 'lier', 'lies');
      await at.open(DEMO);
      await at.page.locator('#box').click();
      await at.offer(MESSAGE, REST);
      await at.page.evaluate(script);
      const violated = await at.page.evaluate(async () => {
        const { violations: all } = await (globalThis as unknown as { axe: Axe }).axe.run();
        return all.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
      });
      found.push(...violated.map((line) => `${name}: ${line}`));
    } finally {
      await at.close();
    }
  }
  return found;
}
