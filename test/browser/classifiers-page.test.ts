/** The page of the classifiers with the shipped ones behind it, in both browsers; in Chromium axe looks at it too. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { objections } from './helpers/axe.ts';
import { type Kind, missing } from './helpers/browsers.ts';
import { openPlaygrounds, type Playgrounds, type Visit } from './helpers/playground.ts';

const PRIZE = 'WINNER! Claim your free prize now, text OWL to 80000';

describe.each(['chromium', 'firefox'] as Kind[])('the page of the classifiers in %s', (kind) => {
  const absent = missing(kind);
  let all: Playgrounds;
  let visit: Visit;
  beforeAll(async () => {
    if (!absent) all = await openPlaygrounds(kind, ['english-rnn', 'kind', 'languages', 'spam']);
  });
  afterAll(() => all?.close());
  beforeEach(({ skip }) => skip(!!absent, absent));
  afterEach(() => visit?.close());

  const open = async (options?: Parameters<Playgrounds['visit']>[0]) => {
    visit = await all.visit(options);
    const { page } = visit;
    await page.goto(`${all.server.url}/classifiers`);
    await page.waitForFunction(() => document.querySelectorAll('#model option').length === 3);
    const says = (words: string) =>
      page.waitForFunction(
        (wanted) => document.querySelector('#verdict')?.textContent?.includes(wanted),
        words,
      );
    return { page, says };
  };

  it('says what is typed, how sure that is, and marks the words that weighed', async () => {
    const { page, says } = await open();
    await page.locator('#model').selectOption('languages');
    await page.locator('#text').pressSequentially('Wo ist der Hafen?');
    await says('It says de.');
    expect(await page.locator('#names tbody tr').count()).toBe(6);
    expect(await page.locator('#names tbody th').first().textContent()).toBe('de');
    expect(Number(await page.locator('#names meter').first().getAttribute('value'))).toBeGreaterThan(0.9);
    await page.locator('#model').selectOption('spam');
    await page.locator('#text').fill(PRIZE);
    await says('It says spam.');
    expect(await page.locator('#marked').textContent()).toBe(PRIZE);
    expect(await page.locator('#marked .v8').allTextContents()).not.toEqual([]);
    expect(await page.locator('#words li').first().textContent()).toMatch(/^\S+ \+\d\.\d\d$/);
    expect(visit.complaints).toEqual([]);
  });

  it('says nothing where nothing is sure enough, and tells why not another name', async () => {
    const { page, says } = await open();
    await page.locator('#model').selectOption('languages');
    await page.locator('#text').fill('Hvor er havnen?');
    await says('It says');
    await page.locator('#least').fill('0.99');
    await says('It says nothing: the likeliest is');
    await page.getByRole('button', { name: 'Why nb?' }).click();
    await page.waitForFunction(() => document.querySelector('#why-title')?.textContent?.endsWith(' nb'));
    await page.locator('#text').fill(' ');
    await says('Write something.');
    expect(await page.locator('#names').isVisible()).toBe(false);
    expect(visit.complaints).toEqual([]);
  });

  it('tries its examples', async () => {
    const { page, says } = await open();
    await page.locator('#model').selectOption('kind');
    for (const [example, name] of [
      ['A letter', 'prose'],
      ['German', 'language'],
      ['A program', 'code'],
      ['A table', 'data'],
    ] as const) {
      await page.getByRole('button', { name: example }).click();
      await says(`It says ${name}.`);
    }
    expect(visit.complaints).toEqual([]);
  });

  // The Firefox that tests drive switches scripts off, and leaves what stands in noscript unread.
  it.runIf(kind === 'chromium')('is an explanation without JavaScript', async () => {
    visit = await all.visit({ javaScriptEnabled: false });
    await visit.page.goto(`${all.server.url}/classifiers`);
    expect(await visit.page.locator('body').textContent()).toContain(`curl -s ${all.server.url}/v1/classify`);
    expect(await visit.page.locator('#model').isVisible()).toBe(false);
  });

  const looks = [
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['a phone', { viewport: { width: 360, height: 700 }, ...(kind === 'chromium' && { isMobile: true }) }],
  ] as const;
  it.each(looks)(
    'has nothing that axe objects to, and nothing to scroll sideways for, in %s',
    async (_, options) => {
      const { page, says } = await open(options);
      await page.locator('#model').selectOption('spam');
      await page.locator('#text').fill(PRIZE);
      await says('It says spam.');
      if (kind === 'chromium') expect(await objections(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      expect(visit.complaints).toEqual([]);
    },
  );
});
