/** The provider for Monaco, in Monaco, in Chromium. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM, launchChromium, MISSING, openPage, scriptOf } from '../helpers/chromium.ts';
import type { MonacoStage } from '../helpers/monaco-page.ts';

let browser: Browser;
let page: Page;
let faults: string[] = [];

beforeAll(async () => {
  if (!CHROMIUM) {
    process.stderr.write(`Monaco is not tested: ${MISSING}\n`);
    return;
  }
  const script = await scriptOf(join(import.meta.dirname, '../helpers/monaco-page.ts'), {
    loader: { '.css': 'empty', '.ttf': 'empty' },
  });
  browser = await launchChromium();
  page = await openPage(browser, {
    '/': {
      contentType: 'text/html',
      body: '<!doctype html><meta charset="utf-8"><body><script src="/page.js" defer></script>',
    },
    '/page.js': { contentType: 'text/javascript', body: script },
  });
  page.on('pageerror', (error) => {
    // Monaco cancels timers of its own without catching it; that our provider never rejects, its unit test shows.
    if (error.message !== 'Canceled') {
      faults.push(error.stack ?? String(error));
    }
  });
  await awaken();
});
afterAll(() => browser?.close());

/** Monaco starts its features once it is idle: a key that comes before is asked about by nobody. */
async function awaken(): Promise<void> {
  for (let tries = 0; tries < 30; tries++) {
    await call('begin', 'a', { ab: ['c'] });
    await page.keyboard.type('b');
    for (let looks = 0; looks < 20; looks++) {
      if ((await call('ghost')) === 'c') return;
      await page.waitForTimeout(50);
    }
  }
  throw new Error('Monaco shows no ghost');
}

function call<K extends keyof MonacoStage>(
  name: K,
  ...args: Parameters<MonacoStage[K]>
): Promise<Awaited<ReturnType<MonacoStage[K]>>> {
  return page.evaluate(
    ([method, values]) =>
      (globalThis as unknown as { monacoStage: Record<string, (...all: unknown[]) => unknown> }).monacoStage[
        method
      ](...values),
    [name, args] as [string, unknown[]],
  ) as Promise<Awaited<ReturnType<MonacoStage[K]>>>;
}

/**
 * Types one key and waits for the ghost. Monaco loses a key that follows at once on a text set by script, as no person
 * sets one: it is then asked to ask.
 */
async function typeFor(key: string, ghost: string): Promise<void> {
  await page.keyboard.type(key);
  const shown = async () => {
    const found = await call('ghost');
    if (found === null) await call('trigger', 'editor.action.inlineSuggest.trigger');
    return found;
  };
  await expect.poll(shown, { interval: 250 }).toBe(ghost);
}

describe.skipIf(!CHROMIUM)('Monaco', () => {
  beforeEach(() => {
    faults = [];
    return () => expect(faults).toEqual([]);
  });

  it('shows what the source says, asked with the text before and after the caret', async () => {
    await call('begin', 'One\r\nThe hi', { 'One\nThe his': ['tory of', 'tology'] });
    await typeFor('s', 'tory of');
    expect((await call('questions')).at(-1)).toEqual({ before: 'One\nThe his', after: '', limit: 3 });
    await expect.poll(() => call('told')).toContain('shown tory of');
  });

  it('keeps the ghost while it is typed along, and inserts it by Tab', async () => {
    await call('begin', 'The hi', { 'The his': ['tory of'] });
    await typeFor('s', 'tory of');
    await page.keyboard.type('to');
    await expect.poll(() => call('ghost')).toBe('ry of');
    await page.keyboard.press('Tab');
    await expect.poll(() => call('text')).toBe('The history of');
    await expect
      .poll(async () => (await call('told')).filter((line) => line.startsWith('accepted')))
      .toHaveLength(1);
    await page.keyboard.press('Control+z');
    await expect.poll(() => call('text')).toBe('The histo');
  });

  it('is taken word by word', async () => {
    await call('begin', 'The hi', { 'The his': ['tory of it'] });
    await typeFor('s', 'tory of it');
    await call('trigger', 'editor.action.inlineSuggest.acceptNextWord');
    await expect.poll(() => call('text')).toBe('The history');
    await expect.poll(() => call('told')).toContain('accepted tory');
    await expect.poll(() => call('ghost')).toBe(' of it');
  });

  it('is dismissed by Escape, without a word to anybody', async () => {
    await call('begin', 'The hi', { 'The his': ['tory'] });
    await typeFor('s', 'tory');
    await page.keyboard.press('Escape');
    await expect.poll(() => call('ghost')).toBe(null);
    expect((await call('told')).some((line) => line.startsWith('accepted'))).toBe(false);
    expect(await call('text')).toBe('The his');
  });

  it('aborts a question that is not wanted any more, and bears a source that fails', async () => {
    await call('begin', 'The hi', { 'The his': ['slow'], 'The hisx': ['fail'] });
    await page.keyboard.type('s');
    await expect.poll(async () => (await call('questions')).at(-1)?.before).toBe('The his');
    await page.keyboard.type('x');
    await expect.poll(() => call('aborted')).toBeGreaterThan(0);
    await expect.poll(() => call('told')).toContain('failed Error: down');
    expect(await call('ghost')).toBe(null);
  });

  it('asks nothing about an empty text', async () => {
    await call('begin', 'T', {});
    await page.keyboard.press('Backspace');
    await expect.poll(() => call('text')).toBe('');
    await call('trigger', 'editor.action.inlineSuggest.trigger');
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect((await call('questions')).map(({ before }) => before)).not.toContain('');
  });

  it('has both names of the method by which lists are let go', async () => {
    expect(await call('disposals')).toEqual(['freeInlineCompletions', 'disposeInlineCompletions']);
  });
});
