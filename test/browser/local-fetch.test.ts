/** The model in the page behind a `fetch`: the HTTP API's answers, statuses and errors, and the openai package unchanged. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { serveHttp } from '../../model-build/samples/serve.ts';
import { buildLocal } from '../../scripts/web/build.ts';
import { readModels } from '../fixtures/models.ts';
import { KINDS, launch, missing } from './helpers/browsers.ts';
import { putScripts } from './helpers/local-scripts.ts';
import { openSite, type Site } from './helpers/site.ts';
import { bundleForTest } from './helpers/stand.ts';
import type { Heard, LocalFetchPage, Sent } from './pages/local-fetch.ts';

const ROOT = join(import.meta.dirname, '../..');
const MODELS = join(ROOT, 'models');
const MODEL = 'english-small';

const post = (path: string, body: unknown): Sent => ({
  method: 'POST',
  path,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const prompt = 'The history of the ci';
const drawn = { prompt, temperature: 0.8, top_p: 0.9, seed: 3, max_tokens: 12 };

const REQUESTS: Sent[] = [
  post('/complete', { prompt }),
  post('/complete', { ...drawn, n: 3, logprobs: 2 }),
  post('/complete', { prompt, suggestions: 3, min_confidence: 0.05 }),
  // As another API calls them.
  post('/complete', { inputs: prompt, parameters: { max_new_tokens: 5 } }),
  post('/v1/completions', { prompt, seed: 5 }),
  post('/v1/completions', { ...drawn, model: MODEL, stream: true, stream_options: { include_usage: true } }),
  post('/v1/completions', { prompt: [prompt, 'Some of it'], seed: 1, max_tokens: 4, echo: true }),
  { method: 'GET', path: '/v1/models' },
  { method: 'GET', path: `/v1/models/${MODEL}` },
  { method: 'HEAD', path: '/v1/models' },
  // What is refused.
  post('/complete', '{"prompt": '),
  post('/complete', '["a"]'),
  post('/complete', { prompt: '' }),
  post('/complete', {}),
  post('/complete', { inputs: prompt, parameters: { n: 99 } }),
  post('/complete', { prompt, stop_at: 'page' }),
  post('/complete', { prompt, grammar: 'x' }),
  post('/complete', { prompt, suggestions: 2, stop: ['x'] }),
  post('/complete', { prompt, suggestions: 2, stream: true }),
  post('/v1/completions', { prompt, stream: true, best_of: 3 }),
  post('/v1/completions', { prompt: [[1, 1e9]] }),
  post('/v1/completions', { prompt, model: 'another' }),
  post('/v1/completions', { prompt, gate: 'another' }),
  { method: 'GET', path: '/v1/models/another' },
  { method: 'GET', path: '/v1/completions' },
  { method: 'POST', path: '/v1/models', body: '{}' },
  { method: 'GET', path: '/nowhere' },
];

/** Without what each answer has of its own: its name, its time. */
function timeless({ body, ...rest }: Heard): Heard {
  const own = /"(id|request_id)":"[^"]*"(?=,"object":"text_completion"|\})/g;
  return { ...rest, body: body.replaceAll(own, '"$1":""').replaceAll(/"created":\d+/g, '"created":0') };
}

let expected: Heard[];
let scripts: Map<string, Uint8Array>;
let pageScript: string;

beforeAll(async () => {
  const [model] = readModels(MODELS, [MODEL]);
  const ask = serveHttp(await readModel(model!.directory));
  expected = [];
  for (const { method, path, body } of REQUESTS) {
    const response = await ask(path, { method, body });
    const header = (name: string) => response.headers.get(name);
    const said = { status: response.status, type: header('content-type'), allow: header('allow') };
    expected.push(timeless({ ...said, body: await response.text() }));
  }
  ({ files: scripts } = await buildLocal(join(ROOT, 'node_modules/.cache/afterword-test')));
  pageScript = await bundleForTest('test/browser/pages/local-fetch.ts');
});

for (const kind of KINDS) {
  describe.skipIf(missing(kind))(`in ${kind}`, () => {
    let browser: Browser;
    let site: Site;
    let page: Page;

    function call<Name extends keyof LocalFetchPage>(name: Name, ...args: Parameters<LocalFetchPage[Name]>) {
      return page.evaluate(
        ([name, args]) => {
          const { page } = globalThis as unknown as { page: Record<string, (...args: unknown[]) => unknown> };
          return page[name]!(...(args as unknown[]));
        },
        [name, args] as const,
      ) as Promise<Awaited<ReturnType<LocalFetchPage[Name]>>>;
    }

    beforeAll(async () => {
      browser = await launch(kind);
      site = await openSite(MODELS);
      putScripts(site, scripts, pageScript);
      page = await browser.newPage();
    });
    afterAll(async () => {
      await browser?.close();
      await site?.close();
    });

    describe.each(['worker', 'page'] as const)('with the model in a %s', (place) => {
      beforeAll(async () => {
        await page.goto(site.url);
        await page.waitForFunction(() => 'page' in globalThis);
        const options = { server: site.url, model: MODEL, places: [place] };
        expect(await call('open', `${site.url}/local/local.js`, options)).toBe(place);
      });

      it('answers and refuses as the application does, by the same bytes', async () => {
        const heard = (await call('answers', REQUESTS)).map(timeless);
        for (const [i, answer] of heard.entries())
          expect({ request: REQUESTS[i], ...answer }).toEqual({ request: REQUESTS[i], ...expected[i] });
      });

      it('cannot open a token of a server, and says so', async () => {
        const resume = 'of-a-server';
        const requests = [post('/complete', { resume, prompt }), post('/complete', { resume })];
        const [read, refused] = await call('answers', requests);
        expect(JSON.parse(read!.body)).toMatchObject({
          resume_status: 'unknown_key',
          choices: JSON.parse(expected[0]!.body).choices,
        });
        expect(refused!.status).toBe(409);
        expect(JSON.parse(refused!.body)).toMatchObject({
          error: { code: 'resume_unusable', param: 'resume', resume_status: 'unknown_key' },
        });
      });

      it('completes, streams and lists models by the openai package', async () => {
        const { text, streamed, frames, models, owned_by, request_id } = await call('byPackage');
        expect(text.length).toBeGreaterThan(0);
        expect(streamed).toBe(text);
        expect(frames).toBeGreaterThan(3);
        expect(models).toEqual([MODEL]);
        expect(owned_by).toBe('afterword');
        expect(request_id).toMatch(/^[0-9a-f-]{36}$/);
      });

      it('tells the openai package what was wrong', async () => {
        expect(await call('refused')).toEqual({
          name: true,
          status: 400,
          code: 'invalid_value',
          param: 'temperature',
          requestID: expect.stringMatching(/^[0-9a-f-]{36}$/),
        });
      });

      it.each(['controller', 'break'] as const)('stops a stream that is left by %s', async (by) => {
        expect(await call('leave', by)).toBeLessThan(100);
        // 3000 tokens more would take longer than this one.
        const [first] = await call('answers', REQUESTS.slice(0, 1));
        expect(timeless(first!)).toEqual(expected[0]);
      });

      it('rejects with AbortError when it is aborted', async () => {
        expect(await call('abort')).toEqual(['AbortError', 'AbortError']);
      });
    });
  });
}
