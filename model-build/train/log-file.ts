/** `log.jsonl` of a run as it grows: a line a step, and a line a validation. Read back by report/run-log.ts. */
import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { withAdvice, writeWhole } from '../whole-file.ts';

/** The run's log: a line of JSON for every step and every validation. */
export class LogFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async append(line: object): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(line)}\n`).catch((error: unknown) => {
      throw withAdvice(error, this.#path);
    });
  }

  /** Drops what it says of steps that will be done again. Resolves with the losses of those that stay. */
  async forgetAfter(step: number): Promise<number[]> {
    if (!existsSync(this.#path)) return [];
    const kept: string[] = [];
    const losses: number[] = [];
    for (const line of (await readFile(this.#path, 'utf8')).split('\n')) {
      const entry = parsed(line);
      if (entry === undefined || entry.step >= step) continue;
      kept.push(`${line}\n`);
      if (entry.loss !== undefined) losses.push(entry.loss);
    }
    await writeWhole(this.#path, (file) => file.writeFile(kept.join('')));
    return losses;
  }
}

/** Undefined for half a line, from a cut in the middle of a write. */
function parsed(line: string): { step: number; loss?: number } | undefined {
  try {
    return JSON.parse(line) as { step: number; loss?: number };
  } catch {
    return undefined;
  }
}
