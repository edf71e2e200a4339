/** A page of its own for editors, in Chromium. */
import type { Browser, CDPSession, Page } from 'playwright-core';
import { launch } from './browsers.ts';
import { bundleForTest } from './stand.ts';

const HTML = '<!doctype html><meta charset="utf-8"><script src="/page.js" type="module"></script>';

/** `fault` is told of what a page complains of. */
export async function openEditorsPage(
  fault: (text: string) => void,
): Promise<{ browser: Browser; page: Page; devtools: CDPSession }> {
  const script = await bundleForTest('test/browser/helpers/editors-stage.ts');
  const browser = await launch('chromium');
  const page = await browser.newPage();
  // An address that is safe enough for a clipboard; nothing is fetched from anywhere.
  await page.route('**/*', (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({ contentType: 'text/html', body: HTML }),
  );
  await page.goto('https://page.example/');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  page.on('pageerror', (error) => fault(error.stack ?? String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') fault(message.text());
  });
  return { browser, page, devtools: await page.context().newCDPSession(page) };
}
