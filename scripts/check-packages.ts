/** A part of `npm run check`: builds the packages and asks publint and are-the-types-wrong whether they are in order. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { buildWebPackage, WEB_PACKAGE } from './build-web-package.ts';
import { buildWorkerPackage, WORKER_PACKAGE } from './build-worker-package.ts';
import { pack } from './package/pack.ts';

/** They are made of modules alone: not for require, and not for TypeScript from before exports. */
const FOR_MODULES_ALONE = new Set(['node10', 'node16-cjs']);

async function publishing(folder: string): Promise<string[]> {
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true, pack: false });
  return messages.map((message) => formatMessage(message, pkg) ?? message.code);
}

async function types(folder: string, destination: string): Promise<string[]> {
  const tarball = readFileSync(pack(folder, destination).tarball);
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  if (!result.types) return ['has no types'];
  return result.problems
    .filter(
      (problem) =>
        problem.kind !== 'CJSResolvesToESM' &&
        !('resolutionKind' in problem && FOR_MODULES_ALONE.has(problem.resolutionKind)),
    )
    .map((problem) => JSON.stringify(problem));
}

await buildWebPackage();
await buildWorkerPackage();
const destination = mkdtempSync(join(tmpdir(), 'afterword-packages-'));
try {
  for (const folder of [WEB_PACKAGE, WORKER_PACKAGE])
    for (const problem of [...(await publishing(folder)), ...(await types(folder, destination))]) {
      console.error(`${folder}: ${problem}`);
      process.exitCode = 1;
    }
} finally {
  rmSync(destination, { recursive: true });
}
