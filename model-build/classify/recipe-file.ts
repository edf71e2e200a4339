/** The recipe of a classifier as a file that a person may change. */
import type { ClassifierRecipe } from './recipe.ts';

/** TypeScript source; `module` is the path of recipe.ts from the file's folder. */
export function classifierRecipeSource(recipe: ClassifierRecipe, module: string): string {
  return `/** Made by \`npm run model -- new ${recipe.name} --labels\`: yours to change. Give it a new version when you do. */
import { classifierRecipe } from '${module}';

export default classifierRecipe(${JSON.stringify(recipe, null, 2)});
`;
}
