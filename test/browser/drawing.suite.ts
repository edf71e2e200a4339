/** Where `<ghost-text>` draws, in every browser. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Kind } from './helpers/browsers.ts';
import { type ElementPage, PLAIN, twoFrames } from './helpers/element-page.ts';
import { answerWith } from './helpers/stand.ts';

/** `pageOf` is what `useElementPage` gave. */
export function drawingSuite(kind: Kind, pageOf: () => ElementPage): void {
  let at: ElementPage;
  beforeEach(() => {
    at = pageOf();
  });

  describe(`where a ghost is drawn in ${kind}`, () => {
    /** How far the ghost is from where it was, in pixels. */
    const moved = async (change: () => Promise<unknown>): Promise<{ x: number; y: number }> => {
      const before = await at.ghost();
      await change();
      // Style gives no sign; it is looked at every few frames.
      for (let frame = 0; frame < 10; frame++) await twoFrames(at.page);
      const after = await at.ghost();
      if (!before || !after) return { x: Number.NaN, y: Number.NaN };
      return { x: after.left - before.left, y: after.top - before.top };
    };
    const style = (css: string, selector = '#box') =>
      at.page.evaluate(
        ([of, text]) => {
          (document.querySelector(of) as HTMLElement).style.cssText += text;
        },
        [selector, css],
      );

    it('follows letter spacing and fonts that change late (lonekorean/highlight-within-textarea#21)', async () => {
      await at.open(PLAIN);
      await at.focus();
      await at.offer('I would li');
      expect((await moved(() => style('; letter-spacing: 3px'))).x).toBeCloseTo(30, 0);
      expect((await moved(() => style('; font-size: 24px'))).x).toBeGreaterThan(20);
    });

    it('is measured anew when the box is resized (garysieling/jquery-highlighttextarea#9)', async () => {
      await at.open(PLAIN);
      await at.focus();
      await at.offer('I would like to thank you for your supp', 'ort');
      const { x, y } = await moved(() => style('; width: 150px'));
      expect(x).toBeLessThan(-50);
      expect(y).toBeGreaterThan(10);
    });

    it('moves along when the page, an ancestor or the box scrolls (component/textarea-caret-position#51)', async () => {
      at.stand.complete = async () => answerWith('re');
      await at.open(
        `<div id="pane" style="height: 200px; overflow: auto"><div style="height: 60px"></div>${PLAIN}<div style="height: 900px"></div></div>`,
      );
      await at.focus();
      for (let line = 0; line < 7; line++) await at.page.keyboard.type('x\n');
      await at.offer('the');
      const pane = await moved(() =>
        at.page.evaluate(() => document.querySelector('#pane')?.scrollBy(0, 25)),
      );
      expect(pane).toEqual({ x: 0, y: -25 });
      const box = await moved(() => at.page.evaluate(() => document.querySelector('#box')?.scrollBy(0, -10)));
      expect(box.y).toBe(10);
    });

    it('is cut off where the box ends, and the box keeps its size (vellum-ai/vellum-assistant#21240)', async () => {
      at.stand.complete = async () => answerWith(`re ${'and so on '.repeat(80)}`);
      await at.open(PLAIN);
      await at.focus();
      const size = () =>
        at.page.evaluate(() => {
          const box = document.querySelector('#box') as HTMLTextAreaElement;
          return [box.offsetWidth, box.offsetHeight, box.scrollHeight, document.documentElement.scrollHeight];
        });
      await at.page.keyboard.type('th');
      const before = await size();
      await at.offer('e');
      expect(await size()).toEqual(before);
      const clip = await at.page.evaluate(
        () =>
          document.querySelector('ghost-text')?.shadowRoot?.querySelector('.clip')?.getBoundingClientRect()
            .bottom,
      );
      const box = await at.page.locator('#box').boundingBox();
      expect(clip).toBeLessThanOrEqual((box?.y ?? 0) + (box?.height ?? 0));
    });

    it('is scaled with the box (deshiknaves/caret-pos#6)', async () => {
      await at.open(`<div id="scaled" style="transform-origin: 0 0">${PLAIN}</div>`);
      await at.focus();
      await at.offer('I would li');
      const before = await at.ghost();
      await style('transform: scale(2)', '#scaled');
      for (let frame = 0; frame < 10; frame++) await twoFrames(at.page);
      const after = await at.ghost();
      const origin = await at.page.locator('#scaled').boundingBox();
      expect(after?.left).toBeCloseTo((origin?.x ?? 0) + ((before?.left ?? 0) - (origin?.x ?? 0)) * 2, 0);
    });

    it('is not drawn over text that follows on the line, but offered beside it (bitfoundation/bitplatform#12269)', async () => {
      at.stand.complete = async () => answerWith('ly');
      await at.open(PLAIN);
      await at.focus();
      await at.page.keyboard.type('ear bird');
      for (let i = 0; i < 5; i++) await at.page.keyboard.press('ArrowLeft');
      await at.page.keyboard.type('l');
      await at.page.waitForFunction(() => document.querySelector('ghost-text')?.state === 'shown');
      await twoFrames(at.page);
      expect(await at.ghost()).toBeUndefined();
      const list = await at.page.evaluate(
        () => document.querySelector('ghost-text')?.shadowRoot?.querySelector('[part=list]')?.textContent,
      );
      // The whole word, as whoever taps it wants to see it.
      expect(list).toBe('earlly');
      await at.react();
      await at.page.keyboard.press('Tab');
      expect(await at.value()).toBe('earlly bird');
    });

    it('stands on the side that its script is written to (FuJacob/cotabby#160)', async () => {
      at.stand.complete = async () => answerWith('حبا');
      await at.open(PLAIN.replace('<textarea', '<textarea dir="rtl"'));
      await at.focus();
      await at.offer('مر');
      const ghost = await at.ghost();
      const box = await at.page.locator('#box').boundingBox();
      const right = (box?.x ?? 0) + (box?.width ?? 0);
      expect(right - (ghost?.right ?? 0)).toBeLessThan(50);
      expect(right - (ghost?.right ?? 0)).toBeGreaterThan(8);
      // Against the direction of the lines there is no place for it.
      await at.open(PLAIN);
      await at.focus();
      await at.offer('مر');
      expect(await at.ghost()).toBeUndefined();
    });

    it('leaves nothing behind when another takes its place (oven-sh/bun#30413)', async () => {
      at.stand.complete = async ({ prompt }) =>
        answerWith(prompt.length % 2 ? `${'one '.repeat(20)}` : 'two');
      await at.open(PLAIN);
      await at.focus();
      await at.offer('a');
      await at.offer('b');
      await at.page.waitForFunction(() => document.querySelector('ghost-text')?.suggestion?.text === 'two');
      await twoFrames(at.page);
      const texts = await at.page.evaluate(() =>
        [...(document.querySelector('ghost-text')?.shadowRoot?.querySelectorAll('[part=ghost]') ?? [])].map(
          (each) => each.textContent,
        ),
      );
      expect(texts).toEqual(['two']);
    });
  });
}
