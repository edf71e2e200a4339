/** A recipe with all that it takes to train it, for a machine without npm and without a network. */
import { existsSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { CONTENTS, type Pack } from '../away/contents.ts';
import { corpusFile, isFile } from '../corpus/corpora.ts';
import type { BackendName } from '../recipe/backend-names.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { runsFolder } from '../settings.ts';
import { prepareTokenizer } from '../train/prepare.ts';
import { writeSafetensors } from '../train/safetensors.ts';
import { startingWeights } from '../train/start.ts';
import { tokenizerHash } from '../train/weights-file.ts';
import { writeParts } from './parts.ts';
import { programs } from './programs.ts';

/** What is asked for beside the recipe. */
export interface PackOptions {
  /** Folder that is made; an empty one will do. */
  out: string;
  /** What trains there if nothing else is said; Dawn is packed for webgpu only. */
  backend: BackendName;
  /** Most bytes of a part. */
  partBytes: number;
}

/** Resolves with the sizes of the parts. Throws an Error that says what is missing, before anything is written. */
export async function pack(
  recipe: Recipe,
  { out, backend, partBytes }: PackOptions,
  say: (line: string) => void,
): Promise<number[]> {
  if (existsSync(out) && (await readdir(out)).length > 0)
    throw new Error(`--out: ${out} is not empty, wanted a new folder`);
  const files = await programs(backend);
  const stage = await mkdtemp(join(tmpdir(), 'pack-'));
  try {
    for (const { from, to } of files) {
      await mkdir(join(stage, dirname(to)), { recursive: true });
      await cp(from, join(stage, to), { dereference: true });
    }
    say(`${files.length} files of programs`);
    await stageContents(recipe, backend, stage, say);
    say('compressing');
    await mkdir(out, { recursive: true });
    const sizes = await writeParts(stage, out, partBytes);
    const script = join(out, 'train');
    await copyFile(resolve(import.meta.dirname, '../away/train.sh'), script);
    await chmod(script, 0o755);
    return sizes;
  } finally {
    await rm(stage, { recursive: true });
  }
}

/** Recipe, tokenizer, text and weights to begin from: nothing there looks at paths of this machine. */
async function stageContents(
  recipe: Recipe,
  backend: BackendName,
  stage: string,
  say: (line: string) => void,
): Promise<void> {
  const tokenizerJson = await prepareTokenizer(recipe, join(runsFolder(), 'cache'), say);
  const json = (name: string, value: unknown) => writeFile(join(stage, name), JSON.stringify(value));
  await json(CONTENTS.tokenizer, tokenizerJson);
  const texts = await stageText(recipe, join(stage, CONTENTS.text));
  await json(CONTENTS.pack, { recipe, backend, texts } satisfies Pack);
  const { startFrom } = recipe.training;
  if (startFrom === undefined) return;
  const spec = { ...recipe.network, vocabulary: loadTokenizer(tokenizerJson).size };
  const weights = await startingWeights(startFrom, spec, recipe.seed, tokenizerHash(tokenizerJson));
  // In full precision: the first step is the one that would have been made here.
  const arrays = [...weights].map(([name, weight]) => ({ name, ...weight }));
  await writeSafetensors(join(stage, CONTENTS.start), arrays, {});
}

/** Copies the texts that train and the texts that steer. Resolves with the former's names, by corpus. */
async function stageText({ data }: Recipe, folder: string): Promise<Record<string, string>> {
  await mkdir(folder);
  const texts: Record<string, string> = {};
  for (const [i, { corpus }] of data.entries()) {
    const train = corpusFile(corpus, 'train');
    texts[corpus] = isFile(corpus) ? `${i}-${basename(train)}` : basename(train);
    await cp(train, join(folder, texts[corpus]), { dereference: true });
    if (isFile(corpus)) continue;
    const valid = corpusFile(corpus, 'valid');
    await cp(valid, join(folder, basename(valid)), { dereference: true });
  }
  return texts;
}
