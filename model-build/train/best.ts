/** Early stopping: remembers the best weights on disk, and says when enough validations have gone by without better ones. */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ArrayEntry } from './safetensors.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import type { Trainer } from './trainer.ts';

const RecordSchema = z.object({ figure: z.number(), step: z.number().int() });

export class Best {
  readonly #path: string;
  #figure = Number.POSITIVE_INFINITY;
  #step = 0;

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
    return best;
  }

  /** Takes a validation's figure (lower is better) in; true when `patience` steps have passed since the best one. */
  async observe(figure: number, trainer: Trainer, patience: number): Promise<boolean> {
    if (figure < this.#figure) {
      const arrays: ArrayEntry[] = [...(await trainer.weights())].map(([name, weight]) => ({
        name,
        ...weight,
      }));
      await writeSafetensors(this.#path, arrays, {});
      this.#figure = figure;
      this.#step = trainer.step;
      await writeFile(`${this.#path}.json.tmp`, JSON.stringify({ figure, step: this.#step }));
      await rename(`${this.#path}.json.tmp`, `${this.#path}.json`);
      return false;
    }
    return trainer.step - this.#step >= patience;
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
