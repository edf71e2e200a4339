/**
 * The kernels in a browser, against Node, to the last bit. Needs Chromium: `apt-get install chromium`, or the path of
 * one in CHROMIUM. Nothing is fetched from anywhere: the test answers every request of the page itself.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModels } from '../fixtures/models.ts';
import { MODELS_DIR, shippedFingerprints } from '../fixtures/shipped-models.ts';
import golden from '../golden/kernels.json' with { type: 'json' };
import type { KernelPage } from '../helpers/chromium-page.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));
const MISSING = `no Chromium at ${PLACES.join(', ')}: \`apt-get install chromium\`, or set CHROMIUM`;

const SITE = 'https://kernels.example';
const KERNELS = join(import.meta.dirname, '../../src/runtime/kernels');
let browser: Browser | undefined;
let page: Page;

beforeAll(async () => {
  if (!executablePath) {
    process.stderr.write(`the kernels are not tested in a browser: ${MISSING}\n`);
    return;
  }
  const script = await build({
    entryPoints: [join(import.meta.dirname, '../helpers/chromium-page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
  });
  // A container has no user namespaces for the sandbox; the page runs nothing but our own code.
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  page = await browser.newPage();
  await page.route('**/*', (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
    return route.fulfill({ body: readFileSync(join(path.endsWith('.wasm') ? KERNELS : MODELS_DIR, path)) });
  });
  await page.goto(SITE);
  await page.addScriptTag({ content: script.outputFiles[0].text });
});
afterAll(() => browser?.close());

describe.each(['fastest', 'plain'] as const)('%s kernels in Chromium', (products) => {
  it('compute for every kind of network what the golden file says', async ({ skip }) => {
    skip(!executablePath, MISSING);
    const found = (activations?: 'int8') =>
      page.evaluate(
        ([products, activations]) =>
          (globalThis as unknown as { page: KernelPage }).page.networks(products, activations),
        [products, activations] as const,
      );
    expect(await found()).toEqual(golden.fingerprints);
    expect(await found('int8')).toEqual(golden.int8);
  });

  it('read blocks and step many states to the bits of single steps', async ({ skip }) => {
    skip(!executablePath, MISSING);
    for (const activations of [undefined, 'int8'] as const) {
      const found = await page.evaluate(
        ([products, activations]) =>
          (globalThis as unknown as { page: KernelPage }).page.blocks(products, activations),
        [products, activations] as const,
      );
      expect(Object.keys(found)).toEqual(Object.keys(golden.fingerprints));
      expect(Object.values(found).every((count) => count === 0)).toBe(true);
    }
  });
});

it('tests products by bytes, where the processor has VNNI', async ({ skip }) => {
  skip(!executablePath, MISSING);
  const has = await page.evaluate(() => (globalThis as unknown as { page: KernelPage }).page.hasDots());
  skip(!has, 'this processor, or Chromium on it, has no VNNI: the fastest products are the plain ones');
  expect(has).toBe(true);
});

it('computes for every shipped model what Node computes', async ({ skip }) => {
  skip(!executablePath, MISSING);
  const models = readModels(MODELS_DIR, []);
  const paths = models.map(({ name, manifest }): [string, 'int8'?] => [
    `/${name}/${manifest.version}/model.onnx`,
    manifest.quantization.activations,
  ]);
  const found = await page.evaluate(
    (wanted) => (globalThis as unknown as { page: KernelPage }).page.models(wanted),
    paths,
  );
  expect(Object.fromEntries(models.map(({ name }, i) => [name, found[i]]))).toEqual(
    await shippedFingerprints(),
  );
});
