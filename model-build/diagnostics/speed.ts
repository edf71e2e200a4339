/** How fast this machine trains a recipe: measured once, so that a comparison cut off goes on with the same budgets. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Recipe } from '../recipe/recipe.ts';
import { probeSpeed } from '../train/probe.ts';

const PROBE_SECONDS = 15;
const SpeedSchema = z.object({ tokensPerSecond: z.number().positive() });

/**
 * Tokens a second of a recipe's steps, kept in `dir`. The median step of a probe, not the time that a run took: that
 * holds whatever else the machine did meanwhile.
 */
export async function speedOf(recipe: Recipe, vocabulary: number, dir: string): Promise<number> {
  const path = join(dir, 'speed.json');
  if (existsSync(path)) return SpeedSchema.parse(JSON.parse(await readFile(path, 'utf8'))).tokensPerSecond;
  const plan = { ...recipe.training, network: recipe.network, vocabulary };
  const tokensPerSecond = await probeSpeed(plan, recipe.training, PROBE_SECONDS);
  await writeFile(path, JSON.stringify({ tokensPerSecond }));
  return tokensPerSecond;
}
