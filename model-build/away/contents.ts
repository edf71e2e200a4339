/** What lies in the folder of a pack beside the programs: written where it is packed, read on the machine that trains. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BACKENDS } from '../recipe/backend-names.ts';
import { RecipeSchema } from '../recipe/recipe.ts';
import type { Supplies } from '../train/prepare.ts';
import { readWeights, tokenizerHash } from '../train/weights-file.ts';

/** Names in the pack's folder. */
export const CONTENTS = {
  pack: 'pack.json',
  tokenizer: 'tokenizer.json',
  /** Absent where training begins from nothing. */
  start: 'start.safetensors',
  /** Files of text: CORPORA for what runs there. */
  text: 'text',
} as const;

const PackSchema = z.strictObject({
  recipe: RecipeSchema,
  /** What trains if nothing else is said. */
  backend: z.enum(BACKENDS),
  /** Training texts, by the names that the recipe gives them: names of files in `text`. */
  texts: z.record(z.string(), z.string()),
});
/** The contents of pack.json. */
export type Pack = z.infer<typeof PackSchema>;

/** A pack, read: all that training needs. */
export interface Contents extends Pack {
  supplies: Supplies;
  /** What to begin from; undefined for a run from nothing. */
  start: Awaited<ReturnType<typeof readWeights>> | undefined;
}

/** Reads a pack's folder. Throws for a file that is missing or not whole. */
export async function readContents(folder: string): Promise<Contents> {
  const json = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8')) as unknown;
  const pack = PackSchema.parse(await json(CONTENTS.pack));
  const tokenizerJson = await json(CONTENTS.tokenizer);
  const { startFrom } = pack.recipe.training;
  const start =
    startFrom === undefined
      ? undefined
      : await readWeights(join(folder, CONTENTS.start), tokenizerHash(tokenizerJson));
  const corpora = pack.recipe.data.map(({ corpus, share, without, withoutParagraphs }) => ({
    name: corpus,
    files: [join(folder, CONTENTS.text, pack.texts[corpus]!)],
    share,
    without,
    withoutParagraphs,
  }));
  return { ...pack, supplies: { tokenizerJson, corpora }, start };
}
