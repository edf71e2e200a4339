/**
 * `VERSION` is a part of every answer's fingerprint and of what a resume token is bound to. Whatever decides the text of an
 * answer is bundled here, without comments, types and names of local variables, and its hash stands beside the version that
 * it belongs to: docs/releasing.md.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { VERSION } from '../../../src/version.ts';
import pinned from './decoding.json' with { type: 'json' };

const SRC = join(import.meta.dirname, '../../../src');
/** From these all that generation, the cache model, text and the kernels are made of is reached. */
const ENTRIES = [
  'generation/choices.ts',
  'generation/searching/suggest.ts',
  'generation/searching/confidence.ts',
  'cache-model/with-cache.ts',
  'cache-model/background.ts',
  'cache-model/with-terms.ts',
  'cache-model/terms.ts',
  'text/tokenizer.ts',
  'manners/listed.ts',
  'runtime/kernels/runtime.ts',
];

async function decodingHash(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: SRC, loader: 'ts' },
    bundle: true,
    minify: true,
    legalComments: 'none',
    format: 'esm',
    write: false,
    external: ['zod', 'zod/*'],
    loader: { '.wasm': 'empty' },
  });
  const hash = createHash('sha256').update(outputFiles[0]!.contents);
  return hash.update(readFileSync(join(SRC, 'runtime/kernels/kernels.wasm'))).digest('hex');
}

const ALL = ENTRIES.map((entry) => `export * from './${entry}';`).join('\n');

it('bump VERSION: what decides the text of an answer is as it was when the version was made', async () => {
  const now = { version: VERSION, sha256: await decodingHash(ALL) };
  const released = readFileSync(join(SRC, '../CHANGELOG.md'), 'utf8').includes(`\n## ${VERSION}`);
  const advice = released
    ? `bump VERSION (package.json and src/version.ts): generation, cache model, text or kernels have changed since ${VERSION}.`
    : `${VERSION} is not released yet.`;
  expect(now, `${advice} Then test/unit/src/decoding.json is ${JSON.stringify(now)}`).toEqual(pinned);
});

it('is deaf to prose and types, and hears a number', async () => {
  const plain = await decodingHash('export const f = (a: number) => a * 2;');
  expect(await decodingHash('/** Twice. */\nexport const f = (number: number): number => number * 2;')).toBe(
    plain,
  );
  expect(await decodingHash('export const f = (a: number) => a * 3;')).not.toBe(plain);
});
