/** `log.jsonl` of a run, read back: a line a step, and a line a validation. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const StepSchema = z.object({ step: z.number().int(), loss: z.number(), norm: z.number() });
const ValidationSchema = z.object({
  step: z.number().int(),
  /** Bits per byte by corpus. */
  validation: z.record(z.string(), z.number()),
  sample: z.string(),
});

export type StepLine = z.infer<typeof StepSchema>;
export type ValidationLine = z.infer<typeof ValidationSchema>;
export interface RunLog {
  steps: StepLine[];
  validations: ValidationLine[];
}

/** A last line that was cut off in the middle of a write is left out. Throws a ZodError on any other line it cannot read. */
export function parseLog(text: string): RunLog {
  const log: RunLog = { steps: [], validations: [] };
  const lines = text.split('\n');
  // What follows the last newline was not written to its end.
  lines.pop();
  for (const line of lines) {
    const parsed = z.union([StepSchema, ValidationSchema]).parse(JSON.parse(line));
    if ('loss' in parsed) log.steps.push(parsed);
    else log.validations.push(parsed);
  }
  return log;
}

/** An empty log where there is no file yet. */
export async function readLog(path: string): Promise<RunLog> {
  return parseLog(existsSync(path) ? await readFile(path, 'utf8') : '');
}
