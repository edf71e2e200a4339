/** Pages with the model in them, for measuring: Chromium, a site of its own, and what Chromium tells of its processes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { buildLocal } from '../../../scripts/web/build.ts';
import { loadedAtOnce } from '../../../scripts/web/loaded-at-once.ts';
import { launch } from '../helpers/browsers.ts';
import { putScripts } from '../helpers/local-scripts.ts';
import { openSite, type Site } from '../helpers/site.ts';
import { bundleForTest } from '../helpers/stand.ts';

const root = join(import.meta.dirname, '../../..');

/** Isolated pages have a clock of microseconds, and may ask how much memory they take. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'cross-origin',
};

/** As the Worker says it; but the alias is asked for at every visit, as by who comes back after more than a minute. */
function freshness(path: string): string | undefined {
  if (path === '/local.js') return 'public, max-age=300, stale-while-revalidate=86400';
  const lasts = path.startsWith('/local/') || (path.startsWith('/models/') && !path.endsWith('alias.json'));
  return lasts ? 'public, max-age=31536000, immutable' : undefined;
}

export interface LocalStage {
  browser: Browser;
  /** What is kept of models is kept here, from page to page. */
  context: BrowserContext;
  /** The site of the page, which hands out models, too. */
  site: Site;
  /** Another one, whose scripts start no workers in pages of the first. */
  other: Site;
  /** One whose pages are as most are, the playground's among them: not isolated, so that a shared worker lives in their process. */
  plain: Site;
  /** A page of functions that run a model: pages/local.ts. */
  plainPage(): Promise<Page>;
  /** A page with the element and a text area, which has the focus unless `entered` is false; its model comes from `server`. */
  elementPage(server: Site, entered?: boolean): Promise<Page>;
  close(): Promise<void>;
}

export async function openLocalStage(): Promise<LocalStage> {
  const models = join(root, 'models');
  const [browser, site, other, plain, element, functions, { files }] = await Promise.all([
    launch('chromium'),
    openSite(models),
    openSite(models),
    openSite(models),
    bundleForTest('web/element/define.ts'),
    bundleForTest('test/browser/pages/local.ts'),
    buildLocal(join(root, 'node_modules/.cache/afterword-bench')),
  ]);
  for (const each of [site, other, plain]) {
    putScripts(each, files, functions);
    if (each !== plain) each.headers = ISOLATED;
    each.freshness = freshness;
    each.files.set('/ghost-text.js', { type: 'text/javascript', content: element });
    each.files.set('/local.js', {
      type: 'text/javascript',
      content: `${loadedAtOnce(files, ['local.js'])
        .map((name) => `import './local/${name}';`)
        .join('')}export * from './local/local.js';`,
    });
    for (const [name, server] of [
      ['/here', each],
      ['/there', other],
    ] as const) {
      const content = `<!doctype html><meta charset="utf-8"><title>a</title><script type="module" src="/ghost-text.js"></script><body style="margin: 20px"><ghost-text server="${server.url}" model="english" runtime="local" min-confidence="0"><textarea id="box" rows="8" cols="90"></textarea></ghost-text>`;
      each.files.set(name, { type: 'text/html; charset=utf-8', content });
    }
  }
  const context = await browser.newContext();
  const visit = async (path: string, of = site): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(of.url + path);
    return page;
  };
  return {
    browser,
    context,
    site,
    other,
    plain,
    async plainPage() {
      const page = await visit('/');
      await page.waitForFunction(() => 'page' in globalThis);
      return page;
    },
    async elementPage(server, entered = true) {
      const page = await (server === other ? visit('/there') : visit('/here', server));
      await page.waitForFunction(() => document.querySelector('ghost-text')?.state !== undefined);
      if (entered) await page.locator('#box').click();
      return page;
    },
    async close() {
      await browser.close();
      await Promise.all([site.close(), other.close(), plain.close()]);
    },
  };
}

/** By process of a page: bytes of memory that are its own alone, once what it has dropped is collected. */
export type Memory = Map<number, number>;

/** `page`: the one whose garbage is collected. */
export async function memoryOf(stage: LocalStage, page: Page): Promise<Memory> {
  const session = await stage.context.newCDPSession(page);
  // What the first collection lets go of may hold what the next one does.
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  const browser = await stage.browser.newBrowserCDPSession();
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  await browser.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return new Map(renderers.map(({ id }) => [id, privateOf(id)]));
}

/** MB by which the process has grown that has grown most: which of them is the page's, Chromium does not tell. */
export function growth(before: Memory, after: Memory): number {
  const grown = [...after].map(([process, bytes]) => bytes - (before.get(process) ?? Number.NaN));
  return Math.max(...grown.filter((bytes) => !Number.isNaN(bytes))) / 1e6;
}

/** Linux tells in kB. */
function privateOf(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Private_Dirty:\s+(\d+) kB/m.exec(rollup)?.[1]) * 1024;
}

/** Workers that are alive, of all kinds. */
export async function workers(stage: LocalStage): Promise<number> {
  const session: CDPSession = await stage.browser.newBrowserCDPSession();
  const { targetInfos } = await session.send('Target.getTargets');
  await session.detach();
  return targetInfos.filter(({ type }) => type.includes('worker')).length;
}
