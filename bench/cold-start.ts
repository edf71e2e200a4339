/** From a fresh isolate to the first token, without the network: every sample is a workerd process of its own. */
import type { BenchModel } from '../test/fixtures/models.ts';
import { startMeasuringWorker } from './workerd.ts';

export const SAMPLES = 5;

/** Milliseconds to open (start the runtime, make the session) and for the first token; one entry a sample. */
export interface ColdStart {
  open: number[];
  firstToken: number[];
  total: number[];
}

/** By runtime; the runtimes take turns. */
export async function measureColdStart(model: BenchModel): Promise<Record<string, ColdStart>> {
  const results: Record<string, ColdStart> = {};
  let runtimes: string[] | undefined;
  for (let sample = 0; sample < SAMPLES; sample++) {
    runtimes ??= await listRuntimes();
    for (const runtime of runtimes) {
      const worker = await startMeasuringWorker();
      try {
        const { openMs, firstTokenMs } = await worker.open(runtime, model);
        results[runtime] ??= { open: [], firstToken: [], total: [] };
        results[runtime].open.push(openMs);
        results[runtime].firstToken.push(firstTokenMs);
        results[runtime].total.push(openMs + firstTokenMs);
      } finally {
        await worker.close();
      }
    }
  }
  return results;
}

async function listRuntimes(): Promise<string[]> {
  const worker = await startMeasuringWorker();
  try {
    return (await worker.runtimes()).filter((runtime) => runtime !== 'matvec');
  } finally {
    await worker.close();
  }
}
