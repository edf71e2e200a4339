/** Milliseconds per token of every runtime, interleaved: each round asks all of them, in turning order. */
import type { BenchModel } from '../test/fixtures/models.ts';
import { openNative } from './peers/ort-node.ts';
import { startMeasuringWorker } from './workerd.ts';

export const ROUNDS = 15;
/** A round is at least this long: workerd's clock counts whole milliseconds. */
export const ROUND_MS = 200;
const WARM_UP_TOKENS = 64;

export interface Speed {
  /** Milliseconds per token, by contender, one a round. */
  rounds: Record<string, number[]>;
  /** WebAssembly memory by runtime, in bytes. */
  wasmBytes: Record<string, number>;
}

export async function measureSpeed(model: BenchModel): Promise<Speed> {
  const worker = await startMeasuringWorker();
  try {
    const contenders = new Map<string, (tokens: number) => Promise<number>>();
    const wasmBytes: Record<string, number> = {};
    for (const runtime of await worker.runtimes()) {
      wasmBytes[runtime] = (await worker.open(runtime, model)).wasmBytes;
      contenders.set(runtime, (tokens) => worker.steps(runtime, tokens));
    }
    contenders.set('kernels, read', (tokens) => worker.read('kernels', tokens));
    const native = await openNative(model);
    if (native) contenders.set('ort-node', (tokens) => native.steps(tokens));

    const names = [...contenders.keys()];
    const rounds: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
    const tokens = new Map<string, number>();
    for (const [name, run] of contenders) {
      await run(WARM_UP_TOKENS); // compilers and caches
      const ms = Math.max(await run(WARM_UP_TOKENS), 1);
      tokens.set(name, Math.ceil((WARM_UP_TOKENS * ROUND_MS) / ms));
    }
    for (let round = 0; round < ROUNDS; round++) {
      for (let i = 0; i < names.length; i++) {
        const name = names[(round + i) % names.length];
        rounds[name].push((await contenders.get(name)!(tokens.get(name)!)) / tokens.get(name)!);
      }
    }
    return { rounds, wasmBytes };
  } finally {
    await worker.close();
  }
}
