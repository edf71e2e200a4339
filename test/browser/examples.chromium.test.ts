/** Every example of a website, built and run in Chromium, against a server that is played by the test. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/web/bundle.ts';
import { objections } from './helpers/axe.ts';
import { launch, missing } from './helpers/browsers.ts';
import { buildExample, EXAMPLES } from './helpers/build-example.ts';

const SERVER = 'http://127.0.0.1:8787';
const SITE = 'http://localhost:5173';
const SUPPORT = 'Thank you for your supp';
const absent = missing('chromium');

let browser: Browser;
beforeAll(async () => {
  if (!absent) browser = await launch('chromium');
});
afterAll(() => browser?.close());

/** Says `ort` after "supp". */
function complete(route: Route): Promise<void> {
  const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
  const { prompt } = route.request().method() === 'POST' ? route.request().postDataJSON() : { prompt: '' };
  const text = prompt.endsWith('supp') ? 'ort' : '';
  const choice = {
    index: 0,
    text,
    logprobs: null,
    finish_reason: 'stop',
    stop_reason: 'word',
    confidence: 0.7,
  };
  const answer = { object: 'text_completion', system_fingerprint: 'f', choices: [choice] };
  return route.fulfill({ status: 200, headers, json: answer });
}

async function open(html: string, script: string): Promise<{ page: Page; faults: string[] }> {
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  const element = Buffer.from(await bundle('web/element/define.ts')).toString();
  const headers = { 'access-control-allow-origin': '*' };
  await page.route('**/*', (route) => {
    const { origin, pathname } = new URL(route.request().url());
    if (origin === SERVER && pathname === '/complete') return complete(route);
    if (pathname === '/ghost-text.js')
      return route.fulfill({ contentType: 'text/javascript', headers, body: element });
    if (pathname === '/main.js') return route.fulfill({ contentType: 'text/javascript', body: script });
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
    return route.fulfill({ status: 204, body: '' });
  });
  await page.goto(SITE);
  await page.waitForFunction(() => customElements.get('ghost-text') !== undefined);
  return { page, faults };
}

const suggestion = (page: Page) =>
  page.evaluate(() => document.querySelector('ghost-text')?.suggestion?.text ?? null);

/** Types, sees the ghost, in a page that axe has nothing against, and takes it with Tab. */
async function write(page: Page): Promise<void> {
  await page.locator('#reply').click();
  await page.keyboard.type(SUPPORT);
  await expect.poll(() => suggestion(page)).toBe('ort');
  expect(await objections(page)).toEqual([]);
  // A Tab right after the ghost came would be the page's.
  await page.waitForTimeout(200);
  await page.keyboard.press('Tab');
  await expect.poll(() => page.locator('#reply').inputValue()).toBe(`${SUPPORT}ort`);
}

const FRAMEWORKS: [string, string][] = [
  ['react-18', 'main.tsx'],
  ['react-19', 'main.tsx'],
  ['vue', 'main.ts'],
  ['svelte', 'main.ts'],
];

describe.skipIf(absent)('the example', () => {
  it.each(FRAMEWORKS)('%s hears of what was typed and of what was accepted', async (name, entry) => {
    const html = readFileSync(join(EXAMPLES, name, 'index.html'), 'utf8');
    const { page, faults } = await open(html, await buildExample(name, entry));
    await write(page);
    const length = String(SUPPORT.length + 3);
    await expect.poll(() => page.locator('#characters').textContent()).toBe(length);
    await expect.poll(() => page.locator('#taken').textContent()).toBe('1');
    await page.keyboard.type('!');
    await expect.poll(() => page.locator('#reply').inputValue()).toBe(`${SUPPORT}ort!`);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.locator('#reply').inputValue()).toBe(SUPPORT);
    await expect.poll(() => page.locator('#characters').textContent()).toBe(String(SUPPORT.length));
    expect(faults).toEqual([]);
    await page.close();
  });

  it('html is a form as before, with a ghost in it', async () => {
    const { page, faults } = await open(readFileSync(join(EXAMPLES, 'html/index.html'), 'utf8'), '');
    await write(page);
    expect(await page.locator('#taken').textContent()).toBe('1');
    const sent = await page.evaluate(() =>
      new FormData(document.querySelector('form') as HTMLFormElement).get('reply'),
    );
    expect(sent).toBe(`${SUPPORT}ort`);
    expect(faults).toEqual([]);
    await page.close();
  });
});

describe.each(['react-18', 'react-19'])('on a server, %s', (name) => {
  it('writes the text box into plain markup, and no key', async () => {
    const script = await buildExample(name, '../../test/browser/helpers/server-markup.ts', 'production');
    const { markup } = (await import(
      `data:text/javascript;base64,${Buffer.from(script).toString('base64')}`
    )) as { markup(): string };
    expect(markup()).toBe(
      '<ghost-text server="https://a.example" min-confidence="0.5" disabled=""><textarea></textarea></ghost-text>',
    );
  });
});
