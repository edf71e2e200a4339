import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { fromHere, recipesFolder } from '../settings.ts';
import { type Recipe, RecipeSchema } from './recipe.ts';

/** The recipe of that name, or at that path. Throws an error that lists the names there are, or the fields that are wrong. */
export async function loadRecipe(name: string): Promise<Recipe> {
  const named = resolve(recipesFolder(), `${name}.ts`);
  const path = existsSync(named) ? named : fromHere(name);
  if (!existsSync(path)) {
    const known = (await readdir(recipesFolder()))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -3));
    throw new Error(`no recipe ${name}; there are: ${known.join(', ')}`);
  }
  try {
    const module = (await import(pathToFileURL(path).href)) as { default: unknown };
    return RecipeSchema.parse(module.default);
  } catch (error) {
    if (error instanceof z.ZodError) throw new Error(`recipe ${name}:\n${z.prettifyError(error)}`);
    throw error;
  }
}
