/** Every way to end `npm start`, and two of them beside each other. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { familyOf, freePort, gone, makeStarter, ready } from '../helpers/starter.ts';

let here: Awaited<ReturnType<typeof makeStarter>>;
beforeAll(async () => {
  here = await makeStarter();
});
afterAll(() => here.remove());

it.each([
  ['npm', 'SIGTERM'],
  ['npm', 'SIGKILL'],
  ['node', 'SIGINT'],
  ['node', 'SIGTERM'],
  ['node', 'SIGHUP'],
  ['node', 'SIGKILL'],
] as const)('%s, sent %s, takes all that it started with it', async (what, signal) => {
  const port = await freePort();
  const started = here.start({ PORT: String(port) }, { npm: what === 'npm' });
  await ready(started);
  const family = familyOf(started.child.pid!);
  expect(family.some(({ command }) => command.includes('workerd'))).toBe(true);
  started.child.kill(signal);
  const end = await started.ended;
  if (what === 'node') expect(end).toBe(signal === 'SIGKILL' ? 'SIGKILL' : 0);
  await gone(family);
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
});

it('a server that is killed is an exit code of its own, and nothing of it stays', async () => {
  const started = here.start({ PORT: String(await freePort()) });
  await ready(started);
  const family = familyOf(started.child.pid!);
  process.kill(family.find(({ command }) => command.includes('wrangler-dist'))!.pid, 'SIGKILL');
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain('the server ended by itself, with SIGKILL');
  await gone(family);
});

it('two serve side by side on ports of their own', async () => {
  const ports = [await freePort(), await freePort()];
  const both = ports.map((port) => here.start({ PORT: String(port) }));
  for (const started of both) await ready(started);
  for (const port of ports) {
    const body = JSON.stringify({ model: 'random', prompt: 'The', max_tokens: 2 });
    const response = await fetch(`http://127.0.0.1:${port}/complete`, { method: 'POST', body });
    expect(response.status).toBe(200);
  }
  for (const { child } of both) child.kill('SIGTERM');
  expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0]);
});
