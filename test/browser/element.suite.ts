/** `<ghost-text>` in a page: what it does in every browser. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Kind } from './helpers/browsers.ts';
import { type ElementPage, PLAIN, twoFrames } from './helpers/element-page.ts';
import { answerWith } from './helpers/stand.ts';

/** `pageOf` is what `useElementPage` gave. */
export function elementSuite(kind: Kind, pageOf: () => ElementPage): void {
  let at: ElementPage;
  beforeEach(() => {
    at = pageOf();
  });

  describe(`a page with the element in ${kind}`, () => {
    it('shows the rest of the word in the box, and Tab takes it', async () => {
      await at.open(PLAIN);
      await at.focus();
      await at.offer('I would like to thank you for your supp', 'ort');
      expect((await at.ghost())?.text).toBe('ort');
      await at.react();
      await at.page.keyboard.press('Tab');
      expect(await at.value()).toBe('I would like to thank you for your support');
      expect(at.complaints).toEqual([]);
    });

    it('says what it does by events, and none carries what was typed', async () => {
      await at.open(PLAIN);
      await at.page.evaluate(() => {
        const told: unknown[] = [];
        for (const type of ['ghostshow', 'ghostaccept', 'ghosthide'])
          document.addEventListener(type, (event) => told.push([type, (event as CustomEvent).detail]));
        Object.assign(globalThis, { told });
      });
      await at.focus();
      await at.offer('I would like to thank you for your supp', 'ort');
      await at.page.keyboard.press('Escape');
      const told = await at.page.evaluate(() => (globalThis as unknown as { told: unknown[] }).told);
      expect(told).toEqual([
        // The answer may be to the text before the last key, which then is typed along it.
        [
          'ghostshow',
          {
            text: expect.stringMatching(/^p?ort$/),
            confidence: 0.9,
            index: 0,
            of: 1,
            id: expect.any(Number),
          },
        ],
        ['ghosthide', { reason: 'dismissed', id: expect.any(Number) }],
      ]);
    });

    it('inserts nothing when the page prevents ghostaccept', async () => {
      await at.open(PLAIN);
      await at.page.evaluate(() =>
        document.addEventListener('ghostaccept', (event) => event.preventDefault()),
      );
      await at.focus();
      await at.offer('I would li');
      expect(await at.page.evaluate(() => document.querySelector('ghost-text')?.accept())).toBe(false);
      expect(await at.value()).toBe('I would li');
    });

    it.each([
      '<input id="box" type="password">',
      '<input id="box" autocomplete="one-time-code">',
      '<input id="box" autocomplete="section-a cc-number">',
      '<input id="box" autocomplete="new-password">',
      '<input id="box" inputmode="numeric">',
      '<input id="box" type="email">',
      '<input id="box" style="-webkit-text-security: disc">',
    ])('never asks about what is typed into %s', async (box) => {
      await at.open(`<ghost-text server="{server}" delay="0">${box}</ghost-text>`);
      await at.focus();
      await at.page.keyboard.type('I would');
      await at.page.evaluate(() => document.querySelector('ghost-text')?.ask());
      await twoFrames(at.page);
      await at.react();
      expect(at.stand.asked).toEqual([]);
    });

    it('never asks about a password that is shown for a while', async () => {
      await at.open('<ghost-text server="{server}" delay="0"><input id="box" type="password"></ghost-text>');
      await at.page.evaluate(() => {
        (document.querySelector('#box') as HTMLInputElement).type = 'text';
      });
      await at.focus();
      await at.page.keyboard.type('I would');
      await at.react();
      expect(at.stand.asked).toEqual([]);
    });

    it('works on a page that allows no inline style, no inline script and no plain HTML sinks', async () => {
      const policy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; style-src 'self'; base-uri 'none'; require-trusted-types-for 'script'";
      await at.open(PLAIN, { 'content-security-policy': policy });
      await at.focus();
      await at.offer('I would like to thank you for your supp', 'ort');
      const ghost = await at.ghost();
      expect(ghost?.text).toBe('ort');
      // It has its own style: it stands behind the text.
      expect(ghost?.left).toBeGreaterThan(150);
      expect(at.complaints).toEqual([]);
    });

    it.each([
      ['is down', undefined],
      [
        'fails',
        { status: 500, body: '{"error":{"message":"no","code":"internal","type":"x","param":null}}' },
      ],
      ['answers HTML', { body: '<!doctype html><h1>Welcome</h1>' }],
      ['answers nonsense', { body: '{"choices":[{"text":5},null,7]}' }],
      [
        'wants another key',
        { status: 401, body: '{"error":{"message":"key","code":"invalid_api_key","type":"x","param":null}}' },
      ],
      ['has a proxy that redirects', { status: 404, body: '' }],
    ])('leaves the box alone when the server %s', async (_, answer) => {
      if (answer) at.stand.complete = async () => answer;
      await at.open(PLAIN.replace(answer ? 'never' : '{server}', 'http://127.0.0.1:1'));
      await at.page.evaluate(() => {
        document.addEventListener('ghosterror', () => Object.assign(globalThis, { failed: true }));
      });
      await at.focus();
      await at.page.keyboard.type('I would');
      await at.page.waitForFunction(() => 'failed' in globalThis);
      await at.page.keyboard.type(' like');
      expect(await at.value()).toBe('I would like');
      const own = at.complaints.filter((text) => !/Cross-Origin Request|CORS|NetworkError|ERR_/.test(text));
      expect(own).toEqual([]);
    });

    it('leaves the box in its form, with its value, its label and its submit (WICG/webcomponents#649, react/react#26048)', async () => {
      await at.open(
        '<form><label for="box">Subject</label><ghost-text server="{server}"><input id="box" name="subject" required></ghost-text></form>',
      );
      const before = await at.page.evaluate(() => {
        const box = document.querySelector('#box') as HTMLInputElement;
        Object.assign(globalThis, { box });
        document.querySelector('form')?.addEventListener('submit', (event) => {
          event.preventDefault();
          Object.assign(globalThis, { sent: [...new FormData(event.target as HTMLFormElement)].flat() });
        });
        return document.querySelector('ghost-text')?.childNodes.length;
      });
      await at.focus();
      await at.offer('I would li', 'ke');
      await at.react();
      await at.page.keyboard.press('Tab');
      await at.page.keyboard.press('Enter');
      const after = await at.page.evaluate(() => {
        const { box, sent } = globalThis as unknown as { box: HTMLInputElement; sent: string[] };
        const nodes = document.querySelector('ghost-text')?.childNodes.length;
        return { sent, same: box === document.querySelector('#box'), label: box.labels?.length, nodes };
      });
      expect(after).toEqual({ sent: ['subject', 'I would like'], same: true, label: 1, nodes: before });
    });

    it('asks nothing when an extension or the page writes (CopilotKit/CopilotKit#1793)', async () => {
      await at.open(PLAIN);
      await at.focus();
      await at.page.evaluate(() => {
        const box = document.querySelector('#box') as HTMLTextAreaElement;
        box.value = 'I would';
        box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }));
        box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: 'd' }));
      });
      await at.react();
      expect(at.stand.asked).toEqual([]);
    });

    it('loses its ghost with the text it was for, also when nobody tells (nesquena/hermes-webui#7663)', async () => {
      await at.open(PLAIN);
      await at.focus();
      await at.offer('I would li');
      await at.page.evaluate(() => {
        (document.querySelector('#box') as HTMLTextAreaElement).value = '';
      });
      await twoFrames(at.page);
      expect(await at.ghost()).toBeUndefined();
      expect(await at.page.evaluate(() => document.querySelector('ghost-text')?.accept())).toBe(false);
    });

    it('draws markup as the text that it is (CopilotKit/CopilotKit#772)', async () => {
      at.stand.complete = async () => answerWith('<img src=x onerror=alert(1)>');
      await at.open(PLAIN);
      await at.focus();
      await at.offer('x');
      expect((await at.ghost())?.text).toBe('<img src=x onerror=alert(1)>');
    });

    it('tells a screen reader by the box how Tab is left, and by a polite word what is offered', async () => {
      await at.open(PLAIN.replace('id="box"', 'id="box" aria-description="Your reply."'));
      await at.page.evaluate(() => {
        const box = document.querySelector('#box') as HTMLTextAreaElement & { ariaNotify?: unknown };
        box.ariaNotify = (text: string) => Object.assign(globalThis, { spoken: text });
      });
      await at.focus();
      await at.offer('I would li');
      expect(await at.page.getAttribute('#box', 'aria-description')).toBe(
        'Your reply. Suggestions appear as you type. Tab accepts one, Escape dismisses it; Escape, then Tab, leaves.',
      );
      await at.page.waitForFunction(() => 'spoken' in globalThis);
      expect(await at.page.evaluate(() => (globalThis as unknown as { spoken: string }).spoken)).toBe(
        'ke, Tab to accept',
      );
      const hidden = await at.page.evaluate(
        () =>
          document
            .querySelector('ghost-text')
            ?.shadowRoot?.querySelector('[part=ghost]')
            ?.closest('[aria-hidden=true]') !== null,
      );
      expect(hidden).toBe(true);
    });
  });
}
