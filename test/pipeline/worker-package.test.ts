/** The package `afterword-worker` as npm would publish it, mounted by the Worker of examples/worker, inside workerd. */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHarness } from 'wrangler';
import { type Store, seedStore } from '../../model-build/publish/local-bucket.ts';
import { buildWorkerPackage, WORKER_PACKAGE } from '../../scripts/build-worker-package.ts';
import { type Packed, pack } from '../../scripts/package/pack.ts';
import { writeRandomModel } from '../fixtures/random-model.ts';
import { scratchProject } from '../helpers/packed.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'afterword-worker-package-'));
let packed: Packed;
let project: string;
let server: ReturnType<typeof createTestHarness>;
let url: URL;

beforeAll(async () => {
  await buildWorkerPackage();
  packed = pack(WORKER_PACKAGE, folder);
  project = scratchProject(packed.tarball, 'afterword-worker', ['hono', 'zod']);
  for (const file of ['index.ts', 'wrangler.toml']) {
    cpSync(join(root, 'examples/worker', file), join(project, file));
  }
  server = createTestHarness({ root: project, workers: [{ configPath: './wrangler.toml' }] });
  ({ url } = await server.listen());
  const models = join(folder, 'models');
  await writeRandomModel(models);
  const { MODELS } = await server.getWorker<{ MODELS: Store }>().getEnv();
  await seedStore(MODELS, models);
});
afterAll(async () => {
  await server?.close();
  for (const place of [folder, project]) if (place) rmSync(place, { recursive: true, force: true });
});

const post = (path: string, body: object) =>
  fetch(new URL(path, url), { method: 'POST', body: JSON.stringify(body) });

describe('the packed package', () => {
  it('holds the script, its types and the kernels, and nothing else', () => {
    expect(packed.files).toEqual([
      'LICENSE',
      'README.md',
      'dist/ghost-text.js',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/kernels.wasm',
      'ghost-text.d.ts',
      'package.json',
    ]);
  });

  it('names in its types no file that it does not hold', () => {
    const types = readFileSync(join(WORKER_PACKAGE, 'dist/index.d.ts'), 'utf8');
    const from = [...types.matchAll(/from "([^"]+)"/g)].map(([, name]) => name);
    expect(from).toEqual(['hono']);
    expect(types).toContain('export declare function createAfterword(options: AfterwordOptions)');
  });

  it('has the versions of its dependencies, and its own, from the project', () => {
    const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
    const ours = read('packages/afterword-worker/package.json');
    const { version, dependencies } = read('package.json');
    expect(ours.version).toBe(version);
    for (const [name, wanted] of Object.entries(ours.dependencies)) expect(dependencies[name]).toBe(wanted);
  });
});

describe('a Worker that mounts it', () => {
  it('is what it was', async () => {
    expect(await (await fetch(url)).text()).toBe('The shop is open.');
    const elsewhere = await fetch(new URL('/complete', url));
    expect([elsewhere.status, await elsewhere.text()]).toEqual([404, '404 Not Found']);
  });

  it('completes below its path, on the kernels', async () => {
    const body = { model: 'random', prompt: 'The history', max_tokens: 8, seed: 7 };
    const answer = await post('/ai/complete', body);
    expect(answer.status).toBe(200);
    const { choices, system_fingerprint } = (await answer.json()) as {
      choices: { text: string }[];
      system_fingerprint: string;
    };
    expect(choices[0].text.length).toBeGreaterThan(0);
    expect(system_fingerprint).toMatch(/-kernels-/);
    const streamed = await post('/ai/complete', { ...body, stream: true });
    expect((await streamed.text()).trimEnd().endsWith('data: [DONE]')).toBe(true);
  });

  it('hands out the script for pages, with its integrity and an address below its own path', async () => {
    const info = await (await fetch(new URL('/ai/ghost-text.json', url))).json();
    const { path, integrity, bytes } = info as { path: string; integrity: string; bytes: number };
    expect(path).toMatch(/^\/ai\/ghost-text\.js\?v=/);
    const response = await fetch(new URL(path, url));
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const script = Buffer.from(await response.arrayBuffer());
    expect(script.length).toBe(bytes);
    expect(`sha384-${createHash('sha384').update(script).digest('base64')}`).toBe(integrity);
    expect(script.toString()).toContain('customElements.define(`ghost-text`');
    // Its documents and pages are not in the package.
    expect((await fetch(new URL('/ai/learn', url))).status).toBe(404);
  });

  it('is resumed like the Worker itself', async () => {
    const whole = await post('/ai/complete', { model: 'random', prompt: 'The history of ', resumable: true });
    const { resume } = (await whole.json()) as { resume: string };
    const next = await post('/ai/complete', { model: 'random', resume, append: 'the' });
    expect(await next.json()).toMatchObject({ resume_status: 'hit' });
  });

  it('refuses in words, with the model that the options named', async () => {
    const answer = await post('/ai/complete', { prompt: 'The history' });
    // It is not in the bucket: whoever set it is at fault, not who asks.
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({
      error: { code: 'misconfigured', message: expect.any(String) },
    });
    const missing = await post('/ai/complete', { model: 'nothing', prompt: 'The history' });
    expect(await missing.json()).toMatchObject({ error: { code: 'model_not_found' } });
    expect((await fetch(new URL('/ai/nothing', url))).headers.get('x-request-id')).not.toBe(null);
  });
});
