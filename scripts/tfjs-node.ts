/**
 * `npm run backend:tfjs-node`: installs @tensorflow/tfjs-node and builds its native half against the TensorFlow library
 * that PyPI's tensorflow-cpu holds, where the archive that the package downloads by itself cannot be had. Linux, x86-64.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { fromHere } from '../model-build/settings.ts';
import project from '../package.json' with { type: 'json' };

const REPOSITORY = resolve(import.meta.dirname, '..');
const PACKAGE = '@tensorflow/tfjs-node';
const FOLDER = join(REPOSITORY, 'node_modules', PACKAGE);
/** N-API that the binding is built for: the highest that the package knows, and Node 22 has it. */
const NAPI = 8;
/** As the wheel names them; the binding finds them beside itself. */
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
/** Of the wheel, all that is used: the libraries, and the headers of the C interface with what those include. */
const WANTED = [
  ...LIBRARIES.map((name) => `tensorflow/${name}`),
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/ctstring',
  'tensorflow/include/tensorflow/tsl/',
  'tensorflow/include/tsl/',
];
const EXTRACT = `
import sys, zipfile
wheel, out, *wanted = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(out, [name for name in archive.namelist() if name.startswith(tuple(wanted))])
`;

/** Runs a program to its end. Throws an Error that says what it was for. */
function run(what: string, command: string, args: string[]): void {
  console.error(what);
  const { status, error } = spawnSync(command, args, { cwd: REPOSITORY, stdio: ['ignore', 2, 2] });
  if (status !== 0)
    throw new Error(`${what}: ${command} ${error ? error.message : `ended with code ${status}`}`);
}

const runs = (command: string, args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** What this machine lacks for the build, each with what to install. */
function lacking(): string[] {
  const lines: string[] = [];
  if (process.platform !== 'linux' || process.arch !== 'x64')
    lines.push(
      `got ${process.platform}-${process.arch}, wanted linux-x64: elsewhere the package brings its own library`,
    );
  if (!runs('python3', ['-m', 'pip', '--version'])) lines.push('pip: apt-get install python3-pip');
  if (!runs('g++', ['--version'])) lines.push('g++: apt-get install g++');
  if (!existsSync(join(headers(), 'node_api.h')))
    lines.push(`the headers of Node ${process.versions.node}: none in ${headers()}`);
  return lines;
}

/** Beside the binary that runs this: npm's packages of Node hold them too. */
function headers(): string {
  return resolve(process.execPath, '../../include/node');
}

/** Fetches the wheel into `work`. Returns its path. */
function fetchWheel(version: string, work: string): string {
  const fetched = ['--no-deps', '--only-binary=:all:', '--python-version', '3.10', '--dest', work];
  run(`fetching tensorflow-cpu ${version}, 210 MB`, 'python3', [
    ...['-m', 'pip', 'download', '--quiet', '--platform', 'manylinux2014_x86_64', ...fetched],
    `tensorflow-cpu==${version}`,
  ]);
  return join(work, readdirSync(work).find((name) => name.endsWith('.whl'))!);
}

/** The package, and those of other backends that are here: npm takes away what is in no lockfile and not named. */
function withThoseHere(): string[] {
  return Object.entries(project.peerDependencies)
    .filter(([name]) => name === PACKAGE || existsSync(join(REPOSITORY, 'node_modules', name)))
    .map(([name, version]) => `${name}@${version}`);
}

/** Headers into `deps/include`, libraries into `deps/lib`. */
function takeLibrary(wheel: string, work: string): void {
  run('unpacking its library', 'python3', ['-c', EXTRACT, wheel, work, ...WANTED]);
  const from = join(work, 'tensorflow');
  for (const name of LIBRARIES)
    if (!existsSync(join(from, name)))
      throw new Error(`${basename(wheel)} has no ${name}: wanted tensorflow-cpu 2.12 to 2.16, which have`);
  mkdirSync(join(FOLDER, 'deps/lib'), { recursive: true });
  for (const name of LIBRARIES) cpSync(join(from, name), join(FOLDER, 'deps/lib', name));
  cpSync(join(from, 'include'), join(FOLDER, 'deps/include'), { recursive: true });
}

function compile(): void {
  const lib = join(FOLDER, `lib/napi-v${NAPI}`);
  mkdirSync(lib, { recursive: true });
  run('compiling the binding', 'g++', [
    ...['-O2', '-fPIC', '-shared', '-std=c++17', `-DNAPI_VERSION=${NAPI}`],
    ...[headers(), join(FOLDER, 'deps/include'), FOLDER].flatMap((folder) => ['-I', folder]),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(FOLDER, 'binding', name)),
    ...['-L', join(FOLDER, 'deps/lib'), ...LIBRARIES.map((name) => `-l:${name}`)],
    ...['-Wl,-rpath,$ORIGIN/../../deps/lib', '-o', join(lib, 'tfjs_binding.node')],
  ]);
}

const command = new Command('backend:tfjs-node')
  .description('installs tfjs-node and builds it against the TensorFlow library of a Python wheel')
  .option('--tensorflow <version>', 'of tensorflow-cpu: 2.12 to 2.16', '2.16.2')
  .option('--wheel <file>', 'of tensorflow-cpu, where it is here already', fromHere)
  .addHelpText(
    'after',
    `
It takes 630 MB in node_modules and is gone with the next npm ci.

Examples:
  npm run backend:tfjs-node
  npm run model -- doctor --backend tfjs-node`,
  )
  .action(({ tensorflow, wheel }: { tensorflow: string; wheel?: string }) => {
    const missing = lacking();
    if (missing.length > 0)
      throw new Error(`this machine lacks\n${missing.map((line) => `  ${line}`).join('\n')}`);
    const npm = ['install', '--no-save', '--save-dev', '--ignore-scripts', '--no-audit', '--no-fund'];
    run(`installing ${PACKAGE} ${project.peerDependencies[PACKAGE]}`, 'npm', [...npm, ...withThoseHere()]);
    const work = mkdtempSync(join(tmpdir(), 'tensorflow-'));
    try {
      takeLibrary(wheel ?? fetchWheel(tensorflow, work), work);
    } finally {
      rmSync(work, { recursive: true });
    }
    compile();
    console.log('built. npm run model -- doctor --backend tfjs-node says what it is worth');
  });

try {
  command.parse();
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
