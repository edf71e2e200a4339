/** Gradients over distance of the networks that are served, as `npm run model -- distances` has measured them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { FAMILY } from '../../web/playground/core/family.ts';

const FILE = join(import.meta.dirname, '../../web/playground/distances.json');

const DistancesSchema = z.object({
  positions: z.int().positive(),
  networks: z.array(
    z.object({ model: z.string(), version: z.string(), norms: z.array(z.number().nonnegative()).min(50) }),
  ),
});

/** One network's norms of the gradient by how many steps back, over that of one step back. */
export interface Distances {
  name: string;
  left: number[];
}

/** Of the whole family, in its order. Throws Error for a network that was not measured. */
export function readDistances(): Distances[] {
  const { networks } = DistancesSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  return FAMILY.map(({ model, name }) => {
    const measured = networks.find((network) => network.model === model);
    if (!measured) throw new Error(`${FILE} has no ${model}: npm run model -- distances`);
    const [first] = measured.norms as [number];
    return { name, left: measured.norms.map((norm) => Number((norm / first).toPrecision(3))) };
  });
}

/** Rows of a table: what is left ten and fifty steps back. */
export const distanceRows = (distances: readonly Distances[]): string =>
  distances
    .map(({ name, left }) => {
      const cell = (steps: number) => `<td data-column="${steps} steps back">${left[steps - 1]}</td>`;
      return `<tr><th scope="row">${name}</th>${cell(10)}${cell(50)}</tr>`;
    })
    .join('\n');
