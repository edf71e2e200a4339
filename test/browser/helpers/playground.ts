/** The playground as a server hands it out: the application in Node, with models and with the built pages. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openKernels } from '../../../model-build/runtimes/kernels.ts';
import { buildLocal } from '../../../scripts/web/build.ts';
import { buildPlayground } from '../../../scripts/web/playground.ts';
import { createApp } from '../../../src/app.ts';
import { Catalog } from '../../../src/catalog/catalog.ts';
import { PrefixCache } from '../../../src/generation/reading/prefix-cache.ts';
import { StepMemory } from '../../../src/generation/reading/step-memory.ts';
import { ResumeTokens } from '../../../src/resume/sealed-token.ts';
import { createMemoryBucket } from '../../fixtures/memory-bucket.ts';
import { readModels } from '../../fixtures/models.ts';
import { TEST_SETTINGS } from '../../fixtures/settings.ts';
import { type Kind, launch } from './browsers.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MODELS = join(ROOT, 'models');
const BUILT = join(ROOT, 'node_modules/.cache/afterword-playground');

const HEAVY = {
  maxPromptTokens: 8192,
  maxCompletionTokens: 1024,
  requestBudget: 40e9,
  maxBodyBytes: 131_072,
};

function bucketOf(names: readonly string[]) {
  const bucket = createMemoryBucket();
  for (const { name, directory, manifest } of readModels(MODELS, names)) {
    for (const file of readdirSync(directory))
      bucket.objects.set(`${name}/${manifest.version}/${file}`, readFileSync(join(directory, file)));
    bucket.putJson(`${name}/alias.json`, { current: manifest.version, previous: null });
  }
  return bucket;
}

function appOf(names: readonly string[]) {
  const bucket = bucketOf(names);
  const pause = () => new Promise<void>(setImmediate);
  const fileOf = (path: string) => join(BUILT, path);
  return createApp({
    settings: { ...TEST_SETTINGS, ...HEAVY, defaultModel: names[0]! },
    catalog: new Catalog({
      bucket,
      prepare: ({ onnx, manifest }) => ({
        bytes: onnx.length,
        open: async () => openKernels(onnx, manifest.quantization.activations),
      }),
      limitBytes: () => Number.POSITIVE_INFINITY,
      aliasTtlMs: 60_000,
      now: Date.now,
      wait: pause,
      log: () => {},
    }),
    files: bucket,
    meter: { steps: 0 },
    prefixes: new PrefixCache(4e6),
    steps: new StepMemory(2e6),
    resumeTokens: new ResumeTokens([], 3600, Date.now),
    log: () => {},
    pause,
    now: Date.now,
    randomSeed: () => 1,
    readDocument: async (name) =>
      existsSync(fileOf(name)) ? readFileSync(fileOf(name), 'utf8') : `<title>${name}</title>`,
    openAsset: async (path) =>
      existsSync(fileOf(path)) ? new Response(new Uint8Array(readFileSync(fileOf(path)))) : null,
    wasmMemoryBytes: () => 0,
  });
}

/** Undefined where the page has left before it was all there. */
const bodyOf = (incoming: IncomingMessage): Promise<string | undefined> =>
  new Response(Readable.toWeb(incoming) as BodyInit).text().catch(() => undefined);

export interface PlaygroundServer {
  readonly url: string;
  /** Methods and paths that were asked for, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Serves the playground with these models of models/; the first is the server's own choice. */
export async function servePlayground(names: readonly string[]): Promise<PlaygroundServer> {
  await buildPlayground(BUILT, await buildLocal(BUILT));
  const app = appOf(names);
  const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
  const asked: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const url = `http://${incoming.headers.host}${incoming.url}`;
    asked.push(`${incoming.method} ${incoming.url}`);
    const body = incoming.method === 'POST' ? await bodyOf(incoming) : undefined;
    const response = await app.request(
      url,
      { method: incoming.method, headers: incoming.headers as Record<string, string>, body },
      {},
      context,
    );
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (response.body)
      Readable.fromWeb(response.body as import('node:stream/web').ReadableStream).pipe(outgoing);
    else outgoing.end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

/** A page of the playground. */
export interface Visit {
  page: Page;
  /** What went wrong in the page, and what it complained of. */
  complaints: string[];
  /** Opens the playground with this fragment, and waits until it knows the models. */
  open(fragment?: string): Promise<void>;
  /** Types at the end of the text. */
  type(text: string): Promise<void>;
  /** Lets the model run in the page. */
  runHere(): Promise<unknown>;
  close(): Promise<void>;
}

/** A server with the playground, and a browser. */
export interface Playgrounds {
  server: PlaygroundServer;
  visit(options?: BrowserContextOptions): Promise<Visit>;
  close(): Promise<void>;
}

/** As `servePlayground`, with a browser. */
export async function openPlaygrounds(kind: Kind, names: readonly string[]): Promise<Playgrounds> {
  const [server, browser] = await Promise.all([servePlayground(names), launch(kind)]);
  return {
    server,
    visit: (options) => newVisit(server, browser, options),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function newVisit(
  server: PlaygroundServer,
  browser: Browser,
  options?: BrowserContextOptions,
): Promise<Visit> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (/error|warning/.test(message.type())) complaints.push(message.text());
  });
  return {
    page,
    complaints,
    async open(fragment = '') {
      await page.goto(`${server.url}/${fragment}`);
      await page.waitForFunction(() => document.querySelectorAll('#card div').length > 3);
    },
    async type(text) {
      await page.locator('#box').focus();
      await page.keyboard.press('Control+End');
      await page.keyboard.type(text);
    },
    async runHere() {
      await page.locator('input[value=page]').check();
      return page.waitForFunction(() =>
        /runs here/.test(document.querySelector('#place-note')?.textContent ?? ''),
      );
    },
    close: () => context.close(),
  };
}
