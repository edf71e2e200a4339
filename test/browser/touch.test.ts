/** Input methods and fingers, in Chromium: compositions by the DevTools protocol, a phone by emulation. */
import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from './helpers/browsers.ts';
import { type ElementPage, openElementPage, PLAIN, twoFrames } from './helpers/element-page.ts';
import { answerWith } from './helpers/stand.ts';

const absent = missing('chromium');
const value = (at: ElementPage) =>
  at.page.evaluate(() => (document.querySelector('#box') as HTMLTextAreaElement).value);

describe('an input method', () => {
  let at: ElementPage;
  let devtools: CDPSession;
  beforeAll(async () => {
    if (absent) return;
    at = await openElementPage('chromium');
    devtools = await at.page.context().newCDPSession(at.page);
  });
  afterAll(() => at?.close());
  const compose = (text: string) =>
    devtools.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  const shown = () => at.page.waitForFunction(() => document.querySelector('ghost-text')?.state === 'shown');

  it('sees suggestions while it composes, keeps its keys, and ends with its own text', async ({ skip }) => {
    skip(!!absent, absent);
    at.stand.complete = async ({ prompt }) => answerWith(prompt === 'にほ' ? 'んご' : '');
    await at.open(PLAIN);
    await at.page.locator('#box').click();
    await compose('に');
    await compose('にほ');
    await shown();
    await at.page.evaluate(() => new Promise((done) => setTimeout(done, 110)));
    // The method's own Tab and Escape, as a browser reports them while composing.
    for (const key of ['Tab', 'Escape']) {
      await devtools.send('Input.dispatchKeyEvent', {
        type: 'rawKeyDown',
        key,
        code: key,
        windowsVirtualKeyCode: 229,
      });
    }
    expect(await at.page.evaluate(() => document.querySelector('ghost-text')?.accept())).toBe(false);
    expect(await value(at)).toBe('にほ');
    await devtools.send('Input.insertText', { text: '二歩' });
    expect(await value(at)).toBe('二歩');
  });

  it('leaves room for an accepted text once it has ended, and that lands whole (FuJacob/cotabby#668)', async ({
    skip,
  }) => {
    skip(!!absent, absent);
    at.stand.complete = async ({ prompt }) => answerWith(prompt === '日本' ? '語を話す' : '');
    await at.open(PLAIN);
    await at.page.locator('#box').click();
    await compose('にほん');
    await devtools.send('Input.insertText', { text: '日本' });
    await shown();
    await at.page.evaluate(() => new Promise((done) => setTimeout(done, 110)));
    await at.page.keyboard.press('Tab');
    expect(await value(at)).toBe('日本語を話す');
    await at.page.keyboard.press('Control+z');
    expect(await value(at)).toBe('日本');
  });
});

describe('a phone', () => {
  let at: ElementPage;
  beforeAll(async () => {
    if (absent) return;
    at = await openElementPage('chromium', {
      viewport: { width: 390, height: 700 },
      isMobile: true,
      hasTouch: true,
    });
  });
  afterAll(() => at?.close());

  it('offers whole words to tap, large enough, and a tap keeps focus and keyboard', async ({ skip }) => {
    skip(!!absent, absent);
    at.stand.complete = async () => answerWith('ort', 'lies');
    await at.open(PLAIN.replace('server', 'suggestions="2" server').replace('cols="60"', 'cols="30"'));
    await at.page.locator('#box').tap();
    await at.offer('your supp', 'ort');
    expect(await at.ghost()).toBeUndefined();
    const choices = at.page.locator('ghost-text button');
    expect(await choices.allTextContents()).toEqual(['support', 'supplies']);
    const size = await choices.first().boundingBox();
    expect(Math.min(size?.width ?? 0, size?.height ?? 0)).toBeGreaterThanOrEqual(44);
    await choices.nth(1).tap();
    expect(await value(at)).toBe('your supplies');
    expect(await at.page.evaluate(() => document.activeElement?.id)).toBe('box');
  });

  it('keeps the list clear of the keyboard', async ({ skip }) => {
    skip(!!absent, absent);
    at.stand.complete = async () => answerWith('ort');
    await at.open(
      `<div style="height: 590px"></div>${PLAIN.replace('rows="5" cols="60"', 'rows="2" cols="30"')}`,
    );
    await at.page.locator('#box').tap();
    await at.offer('supp', 'ort');
    await twoFrames(at.page);
    const list = await at.page.locator('ghost-text [part=list]').boundingBox();
    const bottom = await at.page.evaluate(
      () => (visualViewport?.offsetTop ?? 0) + (visualViewport?.height ?? 0),
    );
    expect((list?.y ?? 0) + (list?.height ?? 0)).toBeLessThanOrEqual(bottom);
  });
});
