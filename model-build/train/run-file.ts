/** `run.json`: what a run's folder says of itself, so that it can be looked at later without its recipe's file. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { version } from '@tensorflow/tfjs';
import { z } from 'zod';
import { type Recipe, RecipeFieldsSchema } from '../recipe/recipe.ts';
import { writeWhole } from '../whole-file.ts';

const EnvironmentSchema = z.object({
  backend: z.string(),
  node: z.string(),
  tfjs: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: z.number(),
  memoryGB: z.number(),
});

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'wanted a sha256 in hexadecimal digits');
const TrainedSchema = z.object({
  /** Steps that the weights have learned from. */
  steps: z.number().int().nonnegative(),
  /** Time in training, of all stretches of the run. */
  seconds: z.number().nonnegative(),
  /** sha256 of weights.fp16.safetensors. */
  weights: hash,
  /** sha256 of the tokenizer: `tokenizerHash` of weights-file.ts. */
  tokenizer: hash,
});
/** What a run has come to, when it ended or was interrupted. */
export type TrainedRecord = z.infer<typeof TrainedSchema>;

// Fields one by one: `compare` cuts a recipe's tokens to its budget, whatever the warm-up.
const RunFileSchema = z.object({
  recipe: RecipeFieldsSchema,
  environment: EnvironmentSchema,
  /** Absent while a run goes on. */
  trained: TrainedSchema.optional(),
});
/** The contents of run.json: the recipe of a run, the environment that it ran in, and what it has come to. */
export type RunFile = z.infer<typeof RunFileSchema>;

const FILE = 'run.json';

/** `backend` is its description. The environment is that of the run's last stretch. */
export async function writeRunFile(
  dir: string,
  recipe: Recipe,
  backend: string,
  trained?: TrainedRecord,
): Promise<void> {
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
    ...(trained && { trained }),
  };
  await writeWhole(join(dir, FILE), (handle) => handle.writeFile(`${JSON.stringify(file, null, 1)}\n`));
}

/** Throws when the folder holds no run, and says what would make it one. */
export async function readRunFile(dir: string): Promise<RunFile> {
  const path = join(dir, FILE);
  if (!existsSync(path))
    throw new Error(
      `${path} is missing: \`npm run model -- train <recipe>\` writes it, for a finished run too`,
    );
  return parseRunFile(await readFile(path, 'utf8'));
}

/** Throws a SyntaxError or a ZodError for a text that is no run.json. */
export const parseRunFile = (text: string): RunFile => RunFileSchema.parse(JSON.parse(text));
