/** CPU milliseconds of a long text read from its beginning: our kernels, onnxruntime-web and native onnxruntime in turns. */
import type { BenchModel } from '../test/fixtures/models.ts';
import { openNative } from './peers/ort-node.ts';
import { workerdCpuMs } from './process-cpu.ts';
import { median, medianRatio } from './statistics.ts';
import { startMeasuringWorker } from './workerd.ts';

/** Tokens of the text: some 30,000 characters. */
export const LENGTH = 8192;
const ROUNDS = 3;

/** Milliseconds of each reader, medians over rounds; ratios of our kernels to the others, of the same round. */
export interface Reading {
  ms: Record<string, number>;
  ratios: Record<string, number>;
}

/** Undefined where the system does not account CPU time by thread. */
export async function measureReading(model: BenchModel): Promise<Reading | undefined> {
  if (workerdCpuMs() === undefined) return undefined;
  const worker = await startMeasuringWorker();
  try {
    const readers: [string, (tokens: number) => Promise<number>][] = [];
    for (const runtime of ['kernels', 'ort']) {
      await worker.open(runtime, model);
      readers.push([
        runtime,
        async (tokens) => {
          const before = workerdCpuMs()!;
          await worker.read(runtime, tokens);
          return workerdCpuMs()! - before;
        },
      ]);
    }
    const native = await openNative(model);
    if (native) readers.push(['ort-node', (tokens) => nativeCpuMs(() => native.steps(tokens))]);
    const rounds: Record<string, number[]> = Object.fromEntries(readers.map(([name]) => [name, []]));
    for (const [, read] of readers) await read(LENGTH / 16); // compilers and caches
    for (let round = 0; round < ROUNDS; round++)
      for (const [name, read] of readers) rounds[name].push(await read(LENGTH));
    return {
      ms: Object.fromEntries(readers.map(([name]) => [name, median(rounds[name])])),
      ratios: {
        read8192ToOrtWeb: medianRatio(rounds.kernels, rounds.ort),
        ...(native && { read8192ToOrtNode: medianRatio(rounds.kernels, rounds['ort-node']) }),
      },
    };
  } finally {
    await worker.close();
  }
}

/** CPU time of this process while `work` runs. */
async function nativeCpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
