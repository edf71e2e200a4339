/** The model in a browser that does not know relaxed SIMD: Firefox, with that turned off. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModel } from '../../model-build/artefact/read-model.ts';
import { serve } from '../../model-build/samples/serve.ts';
import { buildLocal } from '../../scripts/web/build.ts';
import { readModels } from '../fixtures/models.ts';
import { launch, missing } from './helpers/browsers.ts';
import { putScripts } from './helpers/local-scripts.ts';
import { openSite, type Site } from './helpers/site.ts';
import { bundleForTest } from './helpers/stand.ts';
import type { LocalPage } from './pages/local.ts';

const ROOT = join(import.meta.dirname, '../..');
const MODELS = join(ROOT, 'models');
const MODEL = 'english-small';
const REQUEST = { prompt: 'The history of the ci', max_tokens: 24, temperature: 0.8, seed: 3 };

describe.skipIf(missing('firefox'))('in Firefox without relaxed SIMD', () => {
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    const { files } = await buildLocal(join(ROOT, 'node_modules/.cache/afterword-test'));
    site = await openSite(MODELS);
    putScripts(site, files, await bundleForTest('test/browser/pages/local.ts'));
    browser = await launch('firefox', { 'javascript.options.wasm_relaxed_simd': false });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it.each(['shared-worker', 'page'] as const)(
    'answers in a %s by the other kernels, the same',
    async (place) => {
      const [model] = readModels(MODELS, [MODEL]);
      const { choices } = await serve(await readModel(model!.directory))(REQUEST);
      const page = await (await browser.newContext()).newPage();
      await page.goto(site.url);
      await page.waitForFunction(() => 'page' in globalThis);
      site.asked.length = 0;
      const said = await page.evaluate(
        async ({ url, model, place, request }) => {
          const { page } = globalThis as unknown as { page: LocalPage };
          await page.open(`${url}/local/local.js`, { server: url, model, places: [place] });
          return page.ask([request]);
        },
        { url: site.url, model: MODEL, place, request: REQUEST },
      );
      expect(said[0]!.choices).toEqual(choices);
      expect(site.asked).toContain('/local/kernels-plain.wasm');
      await page.context().close();
    },
  );
});
