/** `gradients.json`: what was measured inside a trained network, kept in its run's folder. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const numbers = z.array(z.number());

const GradientsSchema = z.object({
  /** Where the positions were drawn from. */
  text: z.string(),
  distances: z.object({ positions: z.number(), all: numbers, layers: z.array(numbers) }),
  gates: z.array(z.object({ layer: z.number(), gate: z.string(), histogram: numbers })),
  spectra: z.array(z.object({ layer: z.number(), gate: z.string(), values: numbers })),
  stacks: z.object({ steps: z.number(), stacks: z.array(z.object({ depth: z.number(), norms: numbers })) }),
  neighbours: z.array(
    z.object({ word: z.string(), nearest: z.array(z.object({ word: z.string(), cosine: z.number() })) }),
  ),
});
export type Gradients = z.infer<typeof GradientsSchema>;

const FILE = 'gradients.json';

export const writeGradients = (dir: string, gradients: Gradients): Promise<void> =>
  writeFile(join(dir, FILE), `${JSON.stringify(gradients)}\n`);

/** Undefined where nothing was measured yet. */
export async function readGradients(dir: string): Promise<Gradients | undefined> {
  const path = join(dir, FILE);
  return existsSync(path) ? GradientsSchema.parse(JSON.parse(await readFile(path, 'utf8'))) : undefined;
}
