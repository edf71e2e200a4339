/** `run.json`: what a run's folder says of itself, so that it can be looked at later without its recipe's file. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { version } from '@tensorflow/tfjs';
import { z } from 'zod';
import { type Recipe, RecipeFieldsSchema } from '../recipe/recipe.ts';

const EnvironmentSchema = z.object({
  backend: z.string(),
  node: z.string(),
  tfjs: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: z.number(),
  memoryGB: z.number(),
});

// Fields one by one: `compare` cuts a recipe's tokens to its budget, whatever the warm-up.
const RunFileSchema = z.object({ recipe: RecipeFieldsSchema, environment: EnvironmentSchema });
/** The contents of run.json: the recipe of a run and the environment that it ran in. */
export type RunFile = z.infer<typeof RunFileSchema>;

const FILE = 'run.json';

/** `backend` is its description. The environment is that of the run's last stretch. */
export async function writeRunFile(dir: string, recipe: Recipe, backend: string): Promise<void> {
  const cores = cpus();
  const file: RunFile = {
    recipe,
    environment: {
      backend,
      node: process.versions.node,
      tfjs: version.tfjs,
      platform: `${process.platform}-${process.arch}`,
      cpu: cores[0]?.model ?? 'unknown',
      cores: cores.length,
      memoryGB: Math.round(totalmem() / 1e9),
    },
  };
  await writeFile(join(dir, FILE), `${JSON.stringify(file, null, 1)}\n`);
}

/** Throws when the folder holds no run, and says what would make it one. */
export async function readRunFile(dir: string): Promise<RunFile> {
  const path = join(dir, FILE);
  if (!existsSync(path))
    throw new Error(
      `${path} is missing: \`npm run model -- train <recipe>\` writes it, for a finished run too`,
    );
  return RunFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}
