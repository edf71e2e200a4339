/** The openai package in a website of another origin: its headers, and what it reads, must pass the browser's gates. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, launchChromium, MISSING, scriptOf } from '../helpers/chromium.ts';
import type { OpenAIPage } from '../helpers/openai-page.ts';
import { type RandomWorker, startRandomWorker } from '../helpers/random-worker.ts';

let worker: RandomWorker;
let site: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  if (!CHROMIUM) {
    process.stderr.write(`the openai package is not tested in a browser: ${MISSING}\n`);
    return;
  }
  worker = await startRandomWorker();
  const script = await scriptOf(join(import.meta.dirname, '../helpers/openai-page.ts'));
  site = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><script src="/page.js"></script>');
  });
  await new Promise<void>((ready) => site.listen(0, '127.0.0.1', ready));
  browser = await launchChromium();
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  await worker?.close();
});

const inPage = <K extends keyof OpenAIPage>(name: K): Promise<Awaited<ReturnType<OpenAIPage[K]>>> =>
  page.evaluate(
    ([method, baseURL]) =>
      (globalThis as unknown as { openaiPage: Record<string, (url: string) => unknown> }).openaiPage[method](
        baseURL,
      ),
    [name, new URL('/v1', worker.url).href],
  ) as Promise<Awaited<ReturnType<OpenAIPage[K]>>>;

describe.skipIf(!CHROMIUM)('the openai package in a page of another origin', () => {
  it('completes, streams and lists models', async () => {
    const { text, streamed, models } = await inPage('ask');
    expect(text.length).toBeGreaterThan(0);
    expect(streamed).toBe(text);
    expect(models).toContain('random');
  });

  it('is told what was wrong with a request', async () => {
    expect(await inPage('refused')).toEqual({ status: 400, code: 'invalid_value', param: 'temperature' });
  });
});
