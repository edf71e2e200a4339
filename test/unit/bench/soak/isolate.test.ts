import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { collect } from '../../../../bench/soak/isolate.ts';
import { serveWorkerd } from '../../../helpers/workerd.ts';

const MB = 1e6;

/** Keeps, or drops, a million bytes of a buffer and a hundred thousand objects at each request. */
const WORKER = `
const kept = [];
export default {
  fetch({ url }) {
    const some = { buffer: new Uint8Array(${MB}).fill(1), objects: Array.from({ length: 100000 }, (_, i) => ({ i })) };
    if (url.endsWith('/keep')) kept.push(some);
    return new Response(String(kept.length));
  },
};`;

const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "afterword", worker = .worker)],
  sockets = [(name = "http", http = (), service = "afterword")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2025-01-01",
);`;

/** Ports of a workerd that runs the Worker above. */
function start() {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-isolate-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'worker.js'), WORKER);
  writeFileSync(join(folder, 'config.capnp'), CONFIG);
  return serveWorkerd(join(folder, 'config.capnp'));
}

it('what an isolate keeps is told, and what it has dropped is not', async () => {
  const { http, inspector } = await start();
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${http}${path}`)).text();
  await ask('/drop');
  const before = await collect(inspector, () => ask('/drop'));
  for (let i = 0; i < 5; i++) await ask('/drop');
  const dropped = await collect(inspector, () => ask('/drop'));
  for (let i = 0; i < 5; i++) await ask('/keep');
  const kept = await collect(inspector, () => ask('/drop'));
  // What is dropped while it looks may still stand: one request of it, now and then.
  expect(dropped.bufferBytes - before.bufferBytes).toBeLessThan(2 * MB);
  expect(kept.bufferBytes - before.bufferBytes).toBeGreaterThan(4 * MB);
  expect(kept.heapBytes - dropped.heapBytes).toBeGreaterThan(5 * MB);
});
