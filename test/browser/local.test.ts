/** The model in the page: the same answers as a Worker's, whatever the browser, wherever it runs; and what storage does to it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { serve } from '../../model-build/samples/serve.ts';
import { buildLocal } from '../../scripts/web/build.ts';
import type { Completion } from '../../src/contract/answer.ts';
import { everydayRequests } from '../fixtures/everyday-requests.ts';
import { readModels } from '../fixtures/models.ts';
import { KINDS, launch, missing } from './helpers/browsers.ts';
import { putScripts } from './helpers/local-scripts.ts';
import { openSite, type Site } from './helpers/site.ts';
import { bundleForTest } from './helpers/stand.ts';
import type { LocalPage, Said } from './pages/local.ts';

const ROOT = join(import.meta.dirname, '../..');
const MODELS = join(ROOT, 'models');
const MODEL = 'english-small';
/** Prompts, each asked in three ways; `LOCAL_PROMPTS=200` for all that decision 0015 tells of. */
const PROMPTS = Number(process.env.LOCAL_PROMPTS ?? 20);
const text = readFileSync(join(MODELS, 'fixture-gru/corpus.txt'), 'utf8');
const requests = everydayRequests(text, PROMPTS);

const saidOf = ({ choices, usage, system_fingerprint }: Completion): Said => ({
  choices,
  usage,
  system_fingerprint,
});

/** What the application says in Node, which the tests of the Worker hold against workerd. */
async function served(): Promise<Said[]> {
  const [model] = readModels(MODELS, [MODEL]);
  const ask = serve(await readModel(model!.directory));
  const answers: Said[] = [];
  for (const request of requests) answers.push(saidOf(await ask(request)));
  return answers;
}

let expected: Said[];
let scripts: Awaited<ReturnType<typeof buildLocal>>['files'];
let pageScript: string;

beforeAll(async () => {
  expected = await served();
  const folder = join(ROOT, 'node_modules/.cache/afterword-test');
  ({ files: scripts } = await buildLocal(folder));
  pageScript = await bundleForTest('test/browser/pages/local.ts');
});

for (const kind of KINDS) {
  describe.skipIf(missing(kind))(`in ${kind}`, () => {
    let browser: Browser;
    let site: Site;
    let page: Page;

    /** Calls a function of pages/local.ts. */
    function call<Name extends keyof LocalPage>(name: Name, ...args: Parameters<LocalPage[Name]>) {
      return page.evaluate(
        ([name, args]) => {
          const { page } = globalThis as unknown as { page: Record<string, (...args: unknown[]) => unknown> };
          return page[name]!(...(args as unknown[]));
        },
        [name, args] as const,
      ) as Promise<Awaited<ReturnType<LocalPage[Name]>>>;
    }
    const open = (options: object = {}, origin = site.url) =>
      call('open', `${origin}/local/local.js`, { server: site.url, model: MODEL, ...options });
    const visit = async () => {
      await page.goto(site.url);
      await page.waitForFunction(() => 'page' in globalThis);
    };

    beforeAll(async () => {
      browser = await launch(kind);
    });
    afterAll(() => browser?.close());
    beforeEach(async () => {
      site = await openSite(MODELS);
      putScripts(site, scripts, pageScript);
      page = await (await browser.newContext()).newPage();
      await visit();
    });
    afterEach(async () => {
      await page.context().close();
      await site.close();
    });

    it.each(['shared-worker', 'worker', 'page'] as const)(
      'answers in a %s what a Worker answers',
      async (place) => {
        expect(await open({ places: [place] })).toMatchObject({ place, model: MODEL, from: 'network' });
        expect(await call('ask', requests)).toEqual(expected);
      },
    );

    it('takes the first place that there is', async () => {
      expect(await open()).toMatchObject({ place: 'shared-worker' });
    });

    it('stops a stream that is left, and answers the next question', async () => {
      await open({ places: ['worker'] });
      const { frames, thrown } = await call('leave', {
        prompt: 'The',
        max_tokens: 2000,
        temperature: 1,
        seed: 1,
      });
      expect(thrown).toBe('AbortError');
      expect(frames).toBeLessThan(100);
      expect(await call('ask', requests.slice(0, 1))).toEqual(expected.slice(0, 1));
    });

    it('refuses what a server refuses, by the name of the field', async () => {
      await open({ places: ['worker'] });
      expect(await call('refusal', { prompt: 'a', suggestions: 2, stop: ['x'] })).toMatchObject({
        code: 'invalid_value',
        param: 'stop',
      });
    });

    it('keeps what it has loaded, and says so', async () => {
      const first = await open({ places: ['page'] });
      expect(first).toMatchObject({ from: 'network' });
      site.asked.length = 0;
      await visit();
      expect(await open({ places: ['page'] })).toMatchObject({
        from: 'cache',
        loaded: (first as { total: number }).total,
      });
      expect(site.asked.filter((path) => path.endsWith('model.onnx'))).toEqual([]);
    });

    it('never uses a kept file that has changed by a bit: it is loaded again, once', async () => {
      await open({ places: ['page'] });
      expect(await call('spoil', 50_000)).toBe(2);
      site.asked.length = 0;
      await visit();
      expect(await open({ places: ['page'] })).toMatchObject({ from: 'network' });
      expect(site.asked.filter((path) => path.endsWith('model.onnx'))).toHaveLength(1);
      expect(await call('ask', requests.slice(0, 3))).toEqual(expected.slice(0, 3));
    });

    it('works without the server once it is kept; with a changed file it says what is wrong', async () => {
      await open({ places: ['page'] });
      site.intercept = (path, response) => {
        if (!path.startsWith('/models/')) return undefined;
        response.destroy();
        return true;
      };
      await visit();
      expect(await open({ places: ['page'] })).toMatchObject({ from: 'cache' });
      await call('spoil', 50_000);
      await visit();
      expect(await open({ places: ['page'] })).toMatchObject({
        failed: { name: 'LocalError', code: 'unreachable' },
      });
    });

    it.each([
      ['no storage at all', 'Object.defineProperty(globalThis, "caches", { value: undefined })'],
      [
        'storage that is full',
        'Cache.prototype.put = async () => { throw new DOMException("full", "QuotaExceededError") }',
      ],
      [
        'storage that is forbidden',
        'caches.open = async () => { throw new DOMException("no", "SecurityError") }',
      ],
    ])('works with %s', async (_, spoil) => {
      await page.evaluate(spoil);
      expect(await open({ places: ['page'] })).toMatchObject({ place: 'page', from: 'network' });
      expect(await call('ask', requests.slice(0, 3))).toEqual(expected.slice(0, 3));
    });

    it('does not believe a download that breaks off, or that is another file', async () => {
      const cut =
        (edit: (bytes: Uint8Array) => Uint8Array) =>
        (path: string, response: import('node:http').ServerResponse) => {
          if (!path.endsWith('model.onnx')) return undefined;
          const bytes = edit(readFileSync(join(MODELS, path.slice('/models/'.length))));
          response.writeHead(200, {
            'content-type': 'application/octet-stream',
            'access-control-allow-origin': '*',
          });
          response.end(bytes);
          return true as const;
        };
      site.intercept = cut((bytes) => bytes.subarray(0, 100_000));
      expect(await open({ places: ['page'] })).toMatchObject({ failed: { code: 'corrupt' } });
      site.intercept = cut((bytes) => bytes.map((byte, i) => (i === 5000 ? byte ^ 1 : byte)));
      expect(await open({ places: ['page'] })).toMatchObject({ failed: { code: 'corrupt' } });
      site.intercept = () => undefined;
      expect(await open({ places: ['page'] })).toMatchObject({ place: 'page' });
    });

    it('gives the same bits where the browser does not know relaxed SIMD', async () => {
      // It knows no module of those instructions: the one with none of them is the second that is tried.
      await page.evaluate('globalThis.tried = 0; WebAssembly.validate = () => globalThis.tried++ > 0');
      expect(await open({ places: ['page'] })).toMatchObject({ place: 'page' });
      expect(site.asked).toContain('/local/kernels-plain.wasm');
      expect(await call('ask', requests)).toEqual(expected);
    });

    it.each([
      ['WebAssembly is turned off', 'delete globalThis.WebAssembly', 'has no WebAssembly'],
      ['it knows no SIMD', 'WebAssembly.validate = () => false', 'SIMD'],
    ])('says so where %s', async (_, spoil, reason) => {
      await page.evaluate(spoil);
      expect(await open({ places: ['page'] })).toMatchObject({
        failed: { code: 'incompatible', message: expect.stringContaining(reason) },
      });
    });

    it.each(['worker', 'page'] as const)('answers nothing once it is closed in a %s', async (place) => {
      await open({ places: [place] });
      expect(await call('close')).toMatch(/closed|disposed/);
    });

    it('is let go of by a SharedWorker when the last page closes it', async () => {
      await open();
      await call('close');
      site.asked.length = 0;
      await open();
      expect(site.asked).toContain('/local/kernels.wasm');
      expect(await call('ask', requests.slice(0, 3))).toEqual(expected.slice(0, 3));
    });

    it("names the directive where the page's policy forbids WebAssembly", async () => {
      site.headers = { 'content-security-policy': "script-src 'self'" };
      await visit().catch(() => {});
      const opened = (await open({ places: ['page'] })) as { failed: { code: string; message: string } };
      expect(opened.failed.code).toBe('forbidden');
      expect(opened.failed.message).toContain("'wasm-unsafe-eval'");
    });

    it("runs in the page where the page's policy forbids workers, and says so", async () => {
      site.headers = {
        'content-security-policy': "script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'",
      };
      await visit();
      const why = expect.stringContaining('worker-src');
      expect(await open()).toMatchObject({ place: 'page', refused: [why, why] });
      expect(await call('ask', requests.slice(0, 3))).toEqual(expected.slice(0, 3));
    });

    it('runs in the page where the script comes from another origin, whose workers browsers refuse', async () => {
      const other = await openSite(MODELS);
      putScripts(other, scripts, pageScript);
      const why = expect.stringContaining(`worker of another origin, which ${other.url} is`);
      expect(await open({}, other.url)).toMatchObject({ place: 'page', refused: [why, why] });
      const workers = await open({ places: ['shared-worker', 'worker'] }, other.url);
      expect(workers).toMatchObject({ failed: { code: 'forbidden', message: why } });
      await other.close();
    });
  });
}
