/** The element with the model in the page: what it says where that cannot be, and that the text box works all the same. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildLocal } from '../../scripts/web/build.ts';
import { KINDS, launch, missing } from './helpers/browsers.ts';
import { putScripts } from './helpers/local-scripts.ts';
import { openSite, type Site } from './helpers/site.ts';
import { answerWith, bundleForTest } from './helpers/stand.ts';

const ROOT = join(import.meta.dirname, '../..');
const MODELS = join(ROOT, 'models');
/** What the server answers, whatever it is asked. */
const REMOTE = 'from the server';
const PROMPT = 'The history of the ci';

let scripts: Map<string, Uint8Array>;
let element: string;

beforeAll(async () => {
  ({ files: scripts } = await buildLocal(join(ROOT, 'node_modules/.cache/afterword-test')));
  element = await bundleForTest('web/element/define.ts');
});

for (const kind of KINDS) {
  describe.skipIf(missing(kind))(`in ${kind}`, () => {
    let browser: Browser;
    /** The site whose page it is, and the server of the model, which is of another origin. */
    let site: Site;
    let server: Site;
    let page: Page;

    /** Opens the page under a policy. */
    async function visit(runtime: string, policy: string | undefined, of: Site = server): Promise<void> {
      const tag = `<ghost-text server="${of.url}" model="english-small" runtime="${runtime}" min-confidence="0" delay="0"><textarea id="box"></textarea></ghost-text>`;
      site.files.set('/', {
        type: 'text/html; charset=utf-8',
        content: `<!doctype html><title>a</title><script type="module" src="/ghost-text.js"></script>${tag}`,
      });
      site.headers = policy === undefined ? {} : { 'content-security-policy': policy };
      await page.goto(site.url);
      await page.evaluate(() => {
        Object.assign(globalThis, { told: [] });
        addEventListener(
          'ghosterror',
          ({ detail }: CustomEventInit<{ error: Error & { code?: string } }>) => {
            const { name, code, message } = detail!.error;
            (globalThis as unknown as { told: object[] }).told.push({ name, code, message });
          },
        );
      });
      await page.locator('#box').click();
    }
    /** Types a text, its last letter by a key of its own so that a question follows. */
    async function type(text = PROMPT): Promise<void> {
      await page.evaluate((more) => document.execCommand('insertText', false, more), text.slice(0, -1));
      await page.keyboard.type(text.slice(-1));
    }
    const shown = () => page.evaluate(() => document.querySelector('ghost-text')?.suggestion?.text);
    const told = () =>
      page.evaluate(() => (globalThis as unknown as { told: { code?: string; message: string }[] }).told);
    const value = () => page.evaluate(() => document.querySelector<HTMLTextAreaElement>('#box')?.value);

    beforeAll(async () => {
      browser = await launch(kind);
    });
    afterAll(() => browser?.close());
    beforeEach(async () => {
      [site, server] = await Promise.all([openSite(MODELS), openSite(MODELS)]);
      for (const each of [site, server]) {
        putScripts(each, scripts, '');
        each.files.set('/ghost-text.js', { type: 'text/javascript', content: element });
        each.files.set('/local.js', {
          type: 'text/javascript',
          content: "export * from './local/local.js';",
        });
        each.intercept = (path, response) => {
          if (path !== '/complete') return undefined;
          const headers = {
            'access-control-allow-origin': '*',
            'access-control-allow-headers': '*',
            'content-type': 'application/json',
          };
          response.writeHead(200, headers).end(answerWith(REMOTE).body);
          return true;
        };
      }
      page = await (await browser.newContext()).newPage();
    });
    afterEach(async () => {
      await page.context().close();
      await Promise.all([site.close(), server.close()]);
    });

    const policyOf = (script: string, worker = `'self'`) =>
      `default-src 'self'; script-src 'self' ${server.url}${script}; worker-src ${worker}; connect-src 'self' ${server.url}; style-src 'self' 'unsafe-inline'`;

    it('runs in the page where worker-src is the page itself and the script another origin', async () => {
      await visit('local', policyOf(" 'wasm-unsafe-eval'"));
      await type();
      await expect.poll(shown).toBeTruthy();
      expect(await shown()).not.toBe(REMOTE);
      expect(await told()).toEqual([]);
    });

    it("stays with the server where 'wasm-unsafe-eval' is missing, and says so", async () => {
      await visit('auto', policyOf(''));
      await type();
      await expect.poll(shown).toBe(REMOTE);
      // The first question that is asked when the script is there begins to open the model.
      await expect
        .poll(async () => {
          await page.keyboard.type('t');
          await page.waitForTimeout(100);
          return told();
        })
        .toHaveLength(1);
      const [{ code, message }] = (await told()) as [{ code: string; message: string }];
      expect({ code, named: message.includes("'wasm-unsafe-eval'") }).toEqual({
        code: 'forbidden',
        named: true,
      });
      await page.keyboard.type('y');
      await expect.poll(shown).toBe(REMOTE);
    });

    it("names the directive with local where 'wasm-unsafe-eval' is missing; the text box works", async () => {
      await visit('local', policyOf(''));
      await type();
      await expect.poll(told).not.toHaveLength(0);
      expect((await told())[0]!.message).toContain("'wasm-unsafe-eval'");
      expect(await shown()).toBe(undefined);
      await page.keyboard.type('t');
      expect(await value()).toBe(`${PROMPT}t`);
      expect(server.asked).not.toContain('/complete');
    });

    it('answers by the model of the page once it is there', async () => {
      await visit('auto', undefined);
      await type();
      await expect.poll(shown).toBeTruthy();
      await expect
        .poll(async () => {
          await page.keyboard.type('a');
          await page.waitForTimeout(100);
          return shown();
        })
        .not.toBe(REMOTE);
    });

    it('tells of a file that has changed while there is no network, and does not use it', async () => {
      // In the page, for a worker that pages share would have the model still.
      const inPage = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'";
      await visit('local', inPage, site);
      await type();
      await expect.poll(shown).toBeTruthy();
      await page.evaluate(async () => {
        const cache = await caches.open('afterword-models');
        for (const request of await cache.keys()) {
          const bytes = new Uint8Array(await (await cache.match(request))!.arrayBuffer());
          if (bytes.length < 50_000) continue;
          bytes[bytes.length >> 1]! ^= 1;
          await cache.put(request, new Response(bytes));
        }
      });
      site.intercept = (path, response) => {
        if (!path.startsWith('/models/')) return undefined;
        response.destroy();
        return true;
      };
      await visit('local', inPage, site);
      await type();
      await expect.poll(told).not.toHaveLength(0);
      expect((await told())[0]).toMatchObject({ name: 'LocalError', code: 'unreachable' });
      expect(await shown()).toBe(undefined);
      expect(await value()).toBe(PROMPT);
    });
  });
}
