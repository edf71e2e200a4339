/** `<ghost-text>` in a page that changes: boxes that come and go, the script twice, properties set too early. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Kind } from './helpers/browsers.ts';
import { type ElementPage, PLAIN, twoFrames } from './helpers/element-page.ts';

/** `pageOf` is what `useElementPage` gave. */
export function elementInChangingPages(kind: Kind, pageOf: () => ElementPage): void {
  let at: ElementPage;
  beforeEach(() => {
    at = pageOf();
  });

  describe(`a changing page with the element in ${kind}`, () => {
    it('is one when the element or the script is there twice', async () => {
      await at.open(
        `<ghost-text server="{server}"><ghost-text server="{server}"><textarea id="box"></textarea></ghost-text></ghost-text><script type="module" src="/ghost-text.js?again"></script>`,
      );
      await at.focus();
      await at.page.keyboard.type('I would li');
      await at.page.waitForFunction(() =>
        [...document.querySelectorAll('ghost-text')].some(({ state }) => state === 'shown'),
      );
      await twoFrames(at.page);
      const drawn = await at.page.evaluate(
        () => [...document.querySelectorAll('ghost-text')].filter((each) => each.suggestion).length,
      );
      expect(drawn).toBe(1);
      expect(at.complaints).toEqual(['<ghost-text> is defined twice.']);
    });

    it('follows the box when it is disabled, read-only, removed and replaced', async () => {
      await at.open(PLAIN);
      await at.focus();
      await at.offer('I would li');
      const change = (attribute: 'disabled' | 'readOnly', to: boolean) =>
        at.page.evaluate(
          ([name, on]) => {
            (document.querySelector('#box') as HTMLTextAreaElement)[name as 'disabled'] = on as boolean;
          },
          [attribute, to] as const,
        );
      await change('readOnly', true);
      expect(await at.ghost()).toBeUndefined();
      await change('readOnly', false);
      await at.focus();
      await at.offer('ke to thank you for your supp', 'ort');
      await change('disabled', true);
      await twoFrames(at.page);
      expect(await at.ghost()).toBeUndefined();
      await at.page.evaluate(() => {
        const box = document.createElement('textarea');
        box.id = 'box';
        const old = document.querySelector('#box') as HTMLTextAreaElement;
        old.replaceWith(box);
        Object.assign(globalThis, { old });
      });
      await at.focus();
      expect(await at.offer('I would li')).toBe('ke');
      const old = await at.page.evaluate(() =>
        (globalThis as unknown as { old: Element }).old.getAttributeNames(),
      );
      expect(old.sort()).toEqual(['cols', 'disabled', 'id', 'rows']);
      expect(at.complaints).toEqual([]);
    });

    it('takes what was set before it was defined (THEOplayer/web-ui#9)', async () => {
      await at.open('<body>');
      await at.page.evaluate(async () => {
        const late = document.createElement('ghost-texts');
        late.remove();
        const bare = new DOMParser().parseFromString(
          '<ghost-text><textarea id="box"></textarea></ghost-text>',
          'text/html',
        );
        const element = bare.querySelector('ghost-text') as HTMLElement;
        const source = {
          suggest: async () => ({ choices: [{ text: 'ly', confidence: 1 }], fingerprint: null }),
        };
        Object.assign(element, { source, delay: 0 });
        document.body.append(document.adoptNode(element));
      });
      await at.focus();
      expect(await at.offer('ear')).toBe('ly');
      expect(await at.page.evaluate(() => document.querySelector('ghost-text')?.getAttribute('delay'))).toBe(
        '0',
      );
    });

    it('serves a box that it does not wrap', async () => {
      await at.open(
        '<div style="height: 40px; overflow: auto"><textarea id="box"></textarea></div><ghost-text for="box" server="{server}"></ghost-text>',
      );
      await at.focus();
      await at.offer('I would li');
      const box = await at.page.locator('#box').boundingBox();
      const ghost = await at.ghost();
      expect(ghost?.top).toBeGreaterThan(box?.y ?? 0);
      expect(ghost?.left).toBeGreaterThan((box?.x ?? 0) + 20);
    });
  });
}
