/** Early stopping: remembers the best weights on disk, and says when enough validations have gone by without better ones. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeWhole } from '../whole-file.ts';
import type { ArrayEntry } from './safetensors.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import type { Trainer } from './trainer.ts';

const RecordSchema = z.object({
  figure: z.number(),
  step: z.number().int(),
  /** Step of the last validation: a run that has stopped stays stopped. */
  seen: z.number().int().default(0),
});

/** The weights of the best validation so far, in a file beside the checkpoint. */
export class Best {
  readonly #path: string;
  #figure = Number.POSITIVE_INFINITY;
  #step = 0;
  #seen = 0;

  private constructor(path: string) {
    this.#path = path;
  }

  /** The record of a run that goes on from `step`: what came after is forgotten. */
  static async open(path: string, step: number): Promise<Best> {
    const best = new Best(path);
    if (!existsSync(`${path}.json`)) return best;
    const record = RecordSchema.parse(JSON.parse(await readFile(`${path}.json`, 'utf8')));
    if (record.step > step) return best;
    best.#figure = record.figure;
    best.#step = record.step;
    best.#seen = Math.min(record.seen, step);
    return best;
  }

  /** Whether `patience` steps had passed since the best validation when the last one came. */
  stale(patience: number): boolean {
    return this.#seen - this.#step >= patience;
  }

  /** Takes a validation's figure (lower is better) in; true when the run is stale. */
  async observe(figure: number, trainer: Trainer, patience: number): Promise<boolean> {
    this.#seen = trainer.step;
    if (figure < this.#figure) {
      const arrays: ArrayEntry[] = [...(await trainer.weights())].map(([name, weight]) => ({
        name,
        ...weight,
      }));
      await writeSafetensors(this.#path, arrays, {});
      this.#figure = figure;
      this.#step = trainer.step;
    }
    const record = { figure: this.#figure, step: this.#step, seen: this.#seen };
    await writeWhole(`${this.#path}.json`, (file) => file.writeFile(JSON.stringify(record)));
    return this.stale(patience);
  }

  /** Puts the best weights back. Resolves with the step they are of. */
  async restore(trainer: Trainer): Promise<number> {
    const { arrays } = await readSafetensors(this.#path);
    trainer.startFrom(
      new Map(
        [...arrays].map(([name, { shape, values }]) => [name, { shape, values: values as Float32Array }]),
      ),
    );
    return this.#step;
  }
}
