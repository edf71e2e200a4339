/** What every surface promises, in a real browser: text boxes, editable elements, and each adapter for an editor. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Kind, launch, missing } from './helpers/browsers.ts';
import { bundleForTest } from './helpers/stand.ts';
import type { SurfacesPage } from './pages/surfaces.ts';

type InPage = typeof globalThis & { page: SurfacesPage };

export interface ContractOptions {
  kind: Kind;
  /** A module in `test/browser/pages/` that calls `open` of `surfaces.ts`. */
  script: string;
  /** Places that it can make. */
  names: readonly string[];
  /** Of them, those that hold several lines. */
  multiline: readonly string[];
  /** They write by themselves, and no `input` event tells of it. */
  ownInput?: boolean;
}

/** Two frames: what was to be drawn is drawn. */
export const settle = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );

export function surfaceContract({ kind, script, names, multiline, ownInput = false }: ContractOptions): void {
  const absent = missing(kind);
  let browser: Browser | undefined;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    if (absent) return;
    browser = await launch(kind);
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.setContent('<!doctype html><meta charset="utf-8"><body>');
    await page.addScriptTag({ content: await bundleForTest(script), type: 'module' });
    await page.waitForFunction(() => 'page' in globalThis);
  });
  afterAll(() => browser?.close());

  const make = (name: string, text: string) =>
    page.evaluate(([a, b]) => (globalThis as InPage).page.make(a, b), [name, text]);
  const text = () => page.evaluate(() => (globalThis as InPage).page.place.text());
  const content = () => page.evaluate(() => (globalThis as InPage).page.place.content());
  const read = () => page.evaluate(() => (globalThis as InPage).page.place.surface.read());
  const insert = (what: string) =>
    page.evaluate((w) => (globalThis as InPage).page.place.surface.insert(w), what);
  const show = (ghost: string | null) =>
    page.evaluate((g) => {
      const view = g === null ? null : { choices: [g], index: 0, display: 'ghost' as const };
      (globalThis as InPage).page.place.surface.show(view);
    }, ghost);
  const inputs = () => page.evaluate(() => (globalThis as InPage).page.inputs.splice(0));

  describe.each(names)(`%s in ${kind}`, (name) => {
    beforeEach(({ skip }) => {
      skip(!!absent, absent);
      errors.length = 0;
    });

    it('reads the text around the caret as it is typed', async () => {
      await make(name, 'one two');
      await page.keyboard.type(' thr');
      await page.keyboard.press('ArrowLeft');
      // Editors follow the browser's selection a moment later.
      await expect.poll(read).toMatchObject({
        before: 'one two th',
        after: 'r',
        collapsed: true,
        composing: false,
        editable: true,
        focused: true,
      });
      await page.keyboard.press('Shift+Home');
      await expect.poll(read).toMatchObject({ collapsed: false });
    });

    it.runIf(multiline.includes(name))('reads across lines', async () => {
      await make(name, 'first\nsecond');
      expect((await read()).before).toBe('first\nsecond');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('End');
      await expect.poll(read).toMatchObject({ before: 'first', after: '\nsecond' });
    });

    it('draws without changing the document', async () => {
      await make(name, 'thank you for your supp');
      const before = await content();
      await show('ort');
      await settle(page);
      expect(await content()).toBe(before);
      expect(await text()).toBe('thank you for your supp');
      await show(null);
      expect(await content()).toBe(before);
      expect(await inputs()).toEqual([]);
    });

    it('inserts by one trusted input event, the caret behind it', async () => {
      await make(name, 'supp');
      expect(await insert('ort')).toBe(true);
      expect(await inputs()).toEqual(ownInput ? [] : ['insertText']);
      expect(await read()).toMatchObject({ before: 'support', after: '', collapsed: true });
      await page.keyboard.type('!');
      await expect.poll(text).toBe('support!');
    });

    it('inserts as an undo step of its own: no more is taken back, and no less', async () => {
      await make(name, '');
      await page.keyboard.type('supp');
      await expect.poll(text).toBe('supp');
      await insert('ort');
      await page.keyboard.type('ing');
      const steps: string[] = [];
      for (let i = 0; i < 3; i++) {
        await page.keyboard.press('Control+z');
        steps.push(await text());
      }
      expect(steps).toEqual(['support', 'supp', '']);
      for (let i = 0; i < 3; i++) await page.keyboard.press(ownInput ? 'Control+y' : 'Control+Shift+z');
      await expect.poll(text).toBe('supporting');
    });

    it('shows a ghost, keeps it while it is typed along, and takes it with Tab', async () => {
      await make(name, '');
      await page.evaluate(() => (globalThis as InPage).page.assist('ort you'));
      await page.keyboard.type('supp');
      await page.waitForFunction(() => (globalThis as InPage).page.assistant?.state === 'shown');
      await page.keyboard.type('or');
      expect(await page.evaluate(() => (globalThis as InPage).page.assistant?.suggestion?.text)).toBe(
        't you',
      );
      // A key at once would be no reaction to the ghost.
      await page.evaluate(() => (globalThis as InPage).page.skip(1_000));
      await page.keyboard.press('Tab');
      expect(await text()).toBe('support you');
      expect((await read()).focused).toBe(true);
    });

    it('leaves Tab to the page where there is nothing to take', async () => {
      await make(name, 'supp');
      await page.evaluate(() => {
        document.body.append(document.createElement('button'));
        (globalThis as InPage).page.assist('');
      });
      await page.keyboard.press('Tab');
      expect((await read()).focused).toBe(false);
    });

    it('tells screen readers how Tab is left, behind what the page says, while an assistant serves it', async () => {
      await make(name, 'supp');
      const description = () =>
        page.evaluate(() => (globalThis as InPage).page.place.target.getAttribute('aria-description'));
      await page.evaluate(() =>
        (globalThis as InPage).page.place.target.setAttribute('aria-description', 'Your reply.'),
      );
      await page.evaluate(() => (globalThis as InPage).page.assist('ort'));
      expect(await description()).toBe(
        'Your reply. Suggestions appear as you type. Tab accepts one, Escape dismisses it; Escape, then Tab, leaves.',
      );
      // Editors set their elements anew as they see fit.
      await page.keyboard.type('o');
      expect(await description()).toContain('then Tab, leaves.');
      await page.evaluate(() => (globalThis as InPage).page.assistant?.release());
      expect(await description()).toBe('Your reply.');
    });

    it('releases everything', async () => {
      await make(name, 'supp');
      await page.evaluate(() => (globalThis as InPage).page.place.surface.describe('Suggestions'));
      await show('ort');
      await settle(page);
      // An editor may have attributes of its own.
      const lendable = ownInput ? ['aria-description'] : ['aria-description', 'writingsuggestions'];
      const left = await page.evaluate((names) => {
        const { place } = (globalThis as InPage).page;
        place.surface.release();
        const nodes = [...document.querySelectorAll('*')].flatMap((node) => [
          ...(node.shadowRoot?.children ?? []),
        ]);
        const lent = names.filter((each) => place.target.hasAttribute(each));
        return { nodes: nodes.filter(({ localName }) => localName !== 'slot').length, lent };
      }, lendable);
      expect(left).toEqual({ nodes: 0, lent: [] });
      await page.keyboard.type('x');
      expect(await text()).toBe('suppx');
      expect(errors).toEqual([]);
    });
  });
}
