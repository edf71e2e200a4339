/** The playground in a browser: its policy, the keyboard, links, no script, no network. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Kind, missing } from './helpers/browsers.ts';
import { openPlaygrounds, type Playgrounds, type Visit } from './helpers/playground.ts';

const TEXT = 'Dear Ms Featherstone, thank you for your lett';

/** What holds in every browser. */
export function playgroundHolds(kind: Kind): void {
  const absent = missing(kind);
  let all: Playgrounds;
  let visit: Visit;

  beforeAll(async () => {
    if (!absent) all = await openPlaygrounds(kind, ['english-small', 'english-rnn']);
  });
  afterAll(() => all?.close());
  beforeEach(async ({ skip }) => {
    skip(!!absent, absent);
    visit = await all.visit();
  });
  afterEach(() => visit?.close());

  describe(`the playground in ${kind}`, () => {
    it('starts under its own policy without a complaint, and has the figures of a card', async () => {
      await visit.open();
      expect(await visit.page.locator('#card').textContent()).toContain('gated-linear 240x4');
      expect(visit.complaints).toEqual([]);
    });

    it('shows a ghost for what is typed, what the key cost, and the surprise of each piece', async () => {
      await visit.open();
      await visit.type(TEXT);
      await visit.page.waitForFunction(() => document.querySelector('ghost-text')?.suggestion);
      expect(await visit.page.locator('#strip').textContent()).toMatch(
        /ms[\s\S]*said[\s\S]*up, \d+ down[\s\S]*on the server/,
      );
      await visit.page.waitForFunction(
        (text) => document.querySelector('#tokens')?.textContent === text,
        TEXT,
      );
      expect(await visit.page.locator('#bits').textContent()).toMatch(/^\d\.\d{3} bits per byte/);
      expect(visit.complaints).toEqual([]);
    });

    it('goes by a link, and a link goes by it', async () => {
      await visit.open(`#model=english-rnn&sure=0.7&temperature=0.2&seed=3&text=${encodeURIComponent(TEXT)}`);
      const { page } = visit;
      expect(await page.locator('#box').inputValue()).toBe(TEXT);
      expect(await page.locator('#model').inputValue()).toBe('english-rnn');
      expect(await page.locator('#knob-temperature').inputValue()).toBe('0.2');
      await page.locator('#knob-seed').focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.type('4');
      await page.locator('#link').click();
      const link = new URL(page.url());
      expect(Object.fromEntries(new URLSearchParams(link.hash.slice(1)))).toEqual({
        model: 'english-rnn',
        sure: '0.7',
        temperature: '0.2',
        seed: '4',
        text: TEXT,
      });
      expect(all.server.asked.filter((asked) => asked.includes('Featherstone'))).toEqual([]);
    });

    it('goes on with the text, the same by the same seed, in the page as on the server', async () => {
      await visit.open(`#max_tokens=12&text=${encodeURIComponent(TEXT)}`);
      const { page } = visit;
      const say = async () => {
        await page.locator('#run').click();
        await page.waitForFunction(() => !document.querySelector<HTMLButtonElement>('#take')!.disabled);
        const said = (await page.locator('#said').textContent()) ?? '';
        await page.locator('#run').blur();
        return said;
      };
      const said = await say();
      expect(said.length).toBeGreaterThan(TEXT.length);
      expect(await say()).toBe(said);
      await visit.runHere();
      expect(await say()).toBe(said);
      await page.locator('#take').click();
      expect(await page.locator('#box').inputValue()).toBe(said.replace('…', ''));
      expect(visit.complaints).toEqual([]);
    });
  });
}
