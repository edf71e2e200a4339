/** `npm start` as a person or a supervisor runs it: how it begins, what it refuses, and that it ends whole. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { familyOf, freePort, gone, makeStarter, ready } from '../helpers/starter.ts';

let here: Awaited<ReturnType<typeof makeStarter>>;
beforeAll(async () => {
  here = await makeStarter();
});
afterAll(() => here.remove());

it('serves what is whole on HOST, refuses a second on its port, and ends with all that it started', async () => {
  const models = join(here.root, 'models');
  mkdirSync(join(models, 'random/backup'));
  mkdirSync(join(models, 'cut'));
  writeFileSync(join(models, 'cut/alias.json'), '{"current":"1.0');
  const port = await freePort();
  const first = here.start({ HOST: '0.0.0.0', PORT: String(port) }, { npm: true });
  await ready(first);
  expect(first.output()).toContain('skipped models/random/backup: manifest.json cannot be read');
  expect(first.output()).toContain('skipped models/cut/alias.json: alias.json is not JSON');
  expect(first.output()).toContain(`HOST=0.0.0.0: port ${port} is open to every network`);
  const body = JSON.stringify({ model: 'random', prompt: 'The', max_tokens: 2 });
  // Another address of this machine: only a server on every address answers there.
  const response = await fetch(`http://127.0.0.2:${port}/complete`, { method: 'POST', body });
  expect(response.status).toBe(200);

  const second = here.start({ PORT: String(port) });
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`port ${port} of 127.0.0.1 is in use by another program`);
  expect(second.output()).not.toContain('Ready');

  const family = familyOf(first.child.pid!);
  expect(family.some(({ command }) => command.includes('workerd'))).toBe(true);
  first.child.kill('SIGTERM');
  await gone(family);
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
});

it('another program that answers on the port is never called ready', async () => {
  const other = createServer((_, response) => response.end('{"status":"ok"}'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const started = here.start({ PORT: String(port) });
  expect(await started.ended).toBe(1);
  expect(started.output()).not.toContain('Ready');
  other.close();
});

it('a folder that may not be written or entered is named, and nothing waits', async () => {
  const sealed = join(here.root, 'sealed');
  mkdirSync(sealed, { mode: 0 });
  chmodSync(here.root, 0o555);
  try {
    const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    const port = String(await freePort());
    const locked = here.start({ PORT: port, HOME: here.root }, nobody);
    expect(await locked.ended).toBe(1);
    expect(locked.output()).toMatch(
      /^start: the folder \S+ must be writable for the user who starts the server/,
    );
    const homeless = here.start({ PORT: port, HOME: sealed }, nobody);
    expect(await homeless.ended).toBe(1);
    expect(homeless.output()).toMatch(/^start: the home folder \S+ cannot be entered/);
  } finally {
    chmodSync(here.root, 0o755);
    chmodSync(sealed, 0o755);
  }
});
