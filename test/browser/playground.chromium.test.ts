/** The playground: what holds in every browser, and what can only be tried in Chromium. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { objections } from './helpers/axe.ts';
import { missing } from './helpers/browsers.ts';
import { openPlaygrounds, type Playgrounds, type Visit } from './helpers/playground.ts';
import { playgroundHolds } from './playground.suite.ts';

playgroundHolds('chromium');

const absent = missing('chromium');
const TEXT = 'Dear Ms Featherstone, thank you. Ms Featherstone, the owls';

let all: Playgrounds;
let visit: Visit;
beforeAll(async () => {
  if (!absent) all = await openPlaygrounds('chromium', ['english-small', 'english-rnn']);
});
afterAll(() => all?.close());
beforeEach(({ skip }) => skip(!!absent, absent));
afterEach(() => visit?.close());

const withText = `#text=${encodeURIComponent(TEXT)}`;
const scored = () => visit.page.waitForFunction(() => document.querySelector('.tokens .token'));

it('is an explanation and a text box without JavaScript', async () => {
  visit = await all.visit({ javaScriptEnabled: false });
  await visit.page.goto(all.server.url);
  expect(await visit.page.locator('h1').textContent()).toBe('Afterword');
  expect(await visit.page.locator('#box').isEditable()).toBe(true);
  expect(await visit.page.locator('body').textContent()).toContain(`curl -s ${all.server.url}/complete`);
  expect(await visit.page.locator('#model').isVisible()).toBe(false);
});

describe('the keyboard alone', () => {
  it('writes, takes a ghost, and reaches every control once; pieces of the text are one stop', async () => {
    visit = await all.visit();
    await visit.open();
    const { page } = visit;
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('To the text');
    await page.keyboard.press('Enter');
    await page.evaluate(() => document.querySelector<HTMLElement>('#box')!.focus());
    await visit.type('I would like to thank you for your supp');
    await page.waitForFunction(() => document.querySelector('ghost-text')?.suggestion?.text === 'ort');
    await page.waitForTimeout(120);
    await page.keyboard.press('Tab');
    expect(await page.locator('#box').inputValue()).toBe('I would like to thank you for your support');
    expect(await page.locator('#tally').textContent()).toContain('1 taken with a key');
    await scored();
    await page.keyboard.press('Escape');
    const seen: string[] = [];
    for (let i = 0; i < 60 && !seen.includes('the end'); i++) {
      await page.keyboard.press('Tab');
      const name: string = await page.evaluate(() => {
        const at = document.activeElement!;
        return at === document.body ? 'the end' : at.id || at.outerHTML;
      });
      expect(seen).not.toContain(name);
      seen.push(name);
    }
    expect(seen).toEqual(expect.arrayContaining(['sure', 'model', 'run', 'link', 'knob-seed']));
    expect(seen.filter((name) => name.includes('class="token'))).toHaveLength(1);
  });

  it('goes along the pieces, shows what was expected there, and branches off', async () => {
    visit = await all.visit();
    await visit.open(withText);
    await scored();
    const { page } = visit;
    await page.locator('.tokens .token').first().focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    expect(await page.locator('#others-title').textContent()).toMatch(/took \d+\.\d bits/);
    const before = await page.evaluate(() => {
      const pieces = [...document.querySelectorAll('.tokens .token')];
      return pieces
        .slice(0, pieces.indexOf(document.activeElement!))
        .map(({ textContent }) => textContent)
        .join('');
    });
    const other = page.locator('#others-list button').first();
    const label = (await other.textContent())!;
    await other.press('Enter');
    expect(await page.locator('#box').inputValue()).toBe(before + label.replace(/ [\d.]+ %$/, ''));
  });

  it('shows the piece that a pointer goes to, not one that comes to lie under a pointer at rest', async () => {
    visit = await all.visit();
    await visit.open(withText);
    await scored();
    const { page } = visit;
    const shown = () => page.locator('#others-title').textContent();
    const pieces = page.locator('.tokens .token');
    await pieces.nth(2).focus();
    const focused = await shown();
    await pieces.nth(4).dispatchEvent('pointerover', { bubbles: true });
    expect(await shown()).toBe(focused);
    await pieces.nth(4).hover();
    expect(await shown()).not.toBe(focused);
  });
});

describe('the model in the page', () => {
  it('shows its memory after each key, along the text, and the words that it expects again until it forgets', async () => {
    visit = await all.visit();
    await visit.open(withText);
    await visit.runHere();
    const { page } = visit;
    const memory = () => page.evaluate(() => document.querySelector('canvas')!.toDataURL());
    await page.waitForFunction(() =>
      /1,600 numbers in 8 vectors/.test(document.querySelector('#state-size')!.textContent!),
    );
    const before = await memory();
    await visit.type(' s');
    // Each of the two keys changes it.
    await expect.poll(() => page.locator('#neuron-text').textContent()).toBe(`${TEXT} s`);
    expect(await memory()).not.toBe(before);
    await page.locator('#neuron').fill('5');
    expect(await page.locator('#neuron-place').textContent()).toContain('number 5 of vector 0');
    expect(await page.locator('#raised').textContent()).toContain('Featherstone');
    await page.locator('#forget').click();
    await page.waitForFunction(() => document.querySelector('#raised')!.textContent === '');
    expect(visit.complaints).toEqual([]);
  });

  it('says the same as the server, asked by both; without that the server hears nothing of the text', async () => {
    visit = await all.visit();
    await visit.open();
    await visit.runHere();
    const { page } = visit;
    // The service worker fetches the playground's files once the page is there.
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    all.server.asked.length = 0;
    await visit.type(TEXT);
    await page.waitForFunction(() => document.querySelector('#tokens')?.textContent !== '');
    expect(all.server.asked).toEqual([]);
    await page.locator('#compare').check();
    await page.waitForFunction(() => /to the last bit/.test(document.querySelector('#badge')!.textContent!));
  });
});

it('runs another model here once it is chosen, and every part of the page goes by that', async () => {
  visit = await all.visit();
  await visit.open(withText);
  await visit.runHere();
  const { page } = visit;
  await page.locator('#model').selectOption('english-rnn');
  await page.waitForFunction(() =>
    /^english-rnn .* runs here/.test(document.querySelector('#place-note')!.textContent!),
  );
  await page.waitForFunction(() =>
    /^1,456 numbers/.test(document.querySelector('#state-size')!.textContent!),
  );
  await page.waitForFunction(() => /by english-rnn/.test(document.querySelector('#bits')!.textContent!));
  expect(await page.locator('#card').textContent()).toContain('rnn 236x4');
  expect(visit.complaints).toEqual([]);
});

it('shows models side by side, in step with the keys', async () => {
  visit = await all.visit();
  await visit.open(`#beside=english-rnn+english-small&text=${encodeURIComponent(TEXT)}`);
  const { page } = visit;
  const rows = () => page.locator('#beside tbody tr').allInnerTexts();
  await expect.poll(rows).toHaveLength(2);
  const before = await rows();
  expect(before[0]).toMatch(/^english-\w+\t.*\t\d+ %\t\d\.\d{3}\t\d+ ms$/);
  await visit.type(' were');
  await expect.poll(async () => (await rows())[0]).not.toBe(before[0]);
});

it('opens without a network once it was there: text, model, memory', async () => {
  visit = await all.visit();
  const { page } = visit;
  await visit.open();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await visit.runHere();
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.waitForFunction(() => document.querySelectorAll('#card div').length > 3);
  await page.context().setOffline(true);
  await page.reload();
  await page.waitForFunction(() => document.querySelectorAll('#card div').length > 3);
  await visit.runHere();
  await page.locator('#box').click();
  await visit.type('I would like to thank you for your supp');
  await page.waitForFunction(() => document.querySelector('ghost-text')?.suggestion?.text === 'ort');
  expect(
    await page.evaluate(() =>
      fetch('/health').then(
        () => 'answered',
        () => 'no network',
      ),
    ),
  ).toBe('no network');
});

const LOOKS = [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['a phone', { viewport: { width: 360, height: 700 }, isMobile: true, hasTouch: true }],
] as const;

describe.each(LOOKS)('in %s', (_, options) => {
  it('has nothing that axe objects to, and nothing to scroll sideways for', async () => {
    visit = await all.visit(options);
    await visit.open(`#beside=english-rnn+english-small&text=${encodeURIComponent(TEXT)}`);
    const { page } = visit;
    await visit.runHere();
    await scored();
    await page.locator('#copied').scrollIntoViewIfNeeded();
    await page.locator('[data-copy=curl]').click();
    await page.locator('.tokens .token').nth(2).focus();
    expect(await objections(page)).toEqual([]);
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await wide()).toBeLessThanOrEqual(0);
    await page.goto(`${all.server.url}/learn`);
    await page.locator('#read').click();
    await page.waitForFunction(() => !document.querySelector('#result')!.hasAttribute('hidden'));
    expect(await objections(page)).toEqual([]);
    expect(await wide()).toBeLessThanOrEqual(0);
    expect(visit.complaints).toEqual([]);
  });
});

it('the learner’s page shows that a window forgets at once what a recurrence keeps', async () => {
  visit = await all.visit();
  const { page } = visit;
  await page.goto(`${all.server.url}/learn`);
  await page.waitForFunction(() => document.querySelectorAll('#kinds input').length === 2);
  await page.locator('#read').click();
  await page.waitForFunction(() => document.querySelectorAll('#rows tr').length === 2);
  const [elman, linear] = await page.locator('#rows tr').allInnerTexts();
  expect(elman).toMatch(/Elman net\t.*\t1,456\t\d+ tokens\tnot in this text/);
  expect(linear).toMatch(/Gated linear\t.*\t1,600\tnot in this text\tnot in this text/);
  expect(await page.locator('#gradients path.series').count()).toBe(8);
  expect(await page.locator('section[aria-labelledby=gradient-title] tbody tr').count()).toBe(8);
});
