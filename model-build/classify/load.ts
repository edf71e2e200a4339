/** Recipes of classifiers, by name. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { classifiersFolder } from '../settings.ts';
import { type ClassifierRecipe, ClassifierRecipeSchema } from './recipe.ts';

/** The recipe of that name; undefined when there is none. Throws an error that lists the fields that are wrong. */
export async function loadClassifierRecipe(name: string): Promise<ClassifierRecipe | undefined> {
  const path = resolve(classifiersFolder(), `${name}.ts`);
  if (!existsSync(path)) return undefined;
  const module = (await import(pathToFileURL(path).href)) as { default: unknown };
  try {
    return ClassifierRecipeSchema.parse(module.default);
  } catch (error) {
    if (error instanceof z.ZodError) throw new Error(`recipe ${name}:\n${z.prettifyError(error)}`);
    throw error;
  }
}
