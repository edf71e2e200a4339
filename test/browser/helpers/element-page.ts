/** A page with the element, and a server of its own. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type {} from '../../../web/element/ghost-text.ts';
import { type Kind, launch } from './browsers.ts';
import { bundleForTest, openStand, type Stand } from './stand.ts';

export const PLAIN =
  '<ghost-text server="{server}"><textarea id="box" rows="5" cols="60"></textarea></ghost-text>';

export interface ElementPage {
  page: Page;
  stand: Stand;
  /** What went wrong in the page, and what it complained of. */
  complaints: string[];
  /** Opens a page with this body; `{server}` stands for the server's address. */
  open(body: string, headers?: Record<string, string>): Promise<void>;
  /** Types into the box that has the focus, and waits for a ghost, or for this one. Gives its text. */
  offer(text: string, ghost?: string): Promise<string>;
  /** Text, and rectangle on the screen, of the ghost that is drawn; undefined when none is. */
  ghost(): Promise<Ghost | undefined>;
  /** Text in the box. */
  value(): Promise<string>;
  focus(): Promise<void>;
  /** So that no key is too soon to be a reaction. */
  react(): Promise<unknown>;
  close(): Promise<void>;
}

export interface Ghost {
  text: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export async function openElementPage(kind: Kind, options: BrowserContextOptions = {}): Promise<ElementPage> {
  const [browser, stand, script] = await Promise.all([
    launch(kind),
    openStand(),
    bundleForTest('web/element/define.ts'),
  ]);
  const page = await newPage(browser, options);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // What the network does is told by the browser itself.
    const own = message.text().startsWith('Failed to load resource');
    if (/error|warning/.test(message.type()) && !own) complaints.push(message.text());
  });
  stand.pages.set('/ghost-text.js', script);
  stand.pages.set('/favicon.ico', '');
  return {
    page,
    stand,
    complaints,
    async open(body, headers = {}) {
      complaints.length = 0;
      stand.headers = headers;
      const head =
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Ghost text</title>';
      const tag = '<script type="module" src="/ghost-text.js"></script>';
      stand.pages.set('/', `${head}${tag}${body.replaceAll('{server}', stand.url)}`);
      // The page before is gone first, and what it still asked has arrived by then: a new page asks nothing before a key.
      await page.goto('about:blank');
      await page.goto(stand.url);
      stand.asked.length = 0;
    },
    value: () => page.evaluate(() => (document.querySelector('#box') as HTMLTextAreaElement).value),
    focus: () => page.locator('#box').click(),
    react: () => page.evaluate(() => new Promise((done) => setTimeout(done, 110))),
    async offer(text, ghost) {
      // One trusted event for most of it, then a key where the keyboard has one. For other letters playwright writes
      // into the box by script in Firefox, which is nothing that somebody types.
      const keyed = /[ -~]$/.test(text) ? text.slice(-1) : '';
      const written = text.slice(0, text.length - keyed.length);
      if (written !== '')
        await page.evaluate((more) => document.execCommand('insertText', false, more), written);
      if (keyed !== '') await page.keyboard.type(keyed);
      await page.waitForFunction((wanted) => {
        const shown = [...document.querySelectorAll('ghost-text')].find((each) => each.suggestion)?.suggestion
          ?.text;
        return wanted === undefined ? shown !== undefined : shown === wanted;
      }, ghost);
      await twoFrames(page);
      return page.evaluate(
        () =>
          [...document.querySelectorAll('ghost-text')].find((each) => each.suggestion)?.suggestion?.text ??
          '',
      );
    },
    ghost: () => page.evaluate(readGhost),
    async close() {
      await browser.close();
      await stand.close();
    },
  };
}

const newPage = async (browser: Browser, options: BrowserContextOptions): Promise<Page> =>
  (await browser.newContext(options)).newPage();

/** What was to be drawn is drawn. */
export const twoFrames = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );

function readGhost(): Ghost | undefined {
  for (const element of document.querySelectorAll('ghost-text')) {
    const text = element.shadowRoot?.querySelector('[part=ghost]')?.firstChild as Text | undefined;
    if (!text?.data || !text.parentElement?.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const { left, top, right, bottom } = range.getBoundingClientRect();
    return { text: text.data, left, top, right, bottom };
  }
  return undefined;
}
