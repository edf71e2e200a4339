/** What is loaded into wrangler before its own code. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const GUARD = join(import.meta.dirname, '../../../../scripts/start/only-local.mjs');

const run = (script: string) =>
  execFileSync(process.execPath, ['--import', GUARD, '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });

it('no name is looked up but localhost, so that nothing that asks by name leaves the machine', () => {
  const said = run(`
    import { createServer } from 'node:http';
    const told = (url) => fetch(url).then((r) => r.text(), (error) => error.cause.message);
    const server = createServer((_, response) => response.end('served')).listen(0, 'localhost', async () => {
      const { port } = server.address();
      console.log(await told('https://elsewhere.example/package'));
      console.log(await told('http://localhost:' + port));
      server.close();
      server.closeAllConnections();
    });
  `);
  expect(said).toBe('elsewhere.example: a local server looks up no name\nserved\n');
});

it('ends when the process that started it is gone', async () => {
  const child = spawn(process.execPath, ['--import', GUARD, '-e', 'setInterval(() => {}, 1000)'], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(child, 'spawn');
  child.disconnect();
  const [code, signal] = await once(child, 'exit');
  expect([code, signal]).toEqual([null, 'SIGTERM']);
});
