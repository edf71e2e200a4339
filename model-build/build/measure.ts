/** The fifth stage: bits per byte of held-out text, which the manifest states. */
import type { CacheModel, Manifest } from '../../src/contract/manifest.ts';
import type { HeldOut } from '../corpus/held-out.ts';
import { type Scoring, score } from '../evaluate/likelihood/score.ts';
import { heldOutName } from '../prove/held-out.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { RuntimeName } from '../runtimes/runtimes.ts';
import type { Exported } from './export.ts';
import type { Say } from './say.ts';

const THREADS = 2;

/** Figures of each corpus: the float32 twin, the int8 graph in `runtime`, and that with its cache if it has one. */
export async function measureStage(
  recipe: Recipe,
  held: readonly HeldOut[],
  { onnx, twin }: Exported,
  cache: CacheModel | undefined,
  runtime: { name: RuntimeName; version: string },
  say: Say,
): Promise<Manifest['quality']> {
  const { activations } = recipe;
  const fp32: Record<string, number> = {};
  const int8: Record<string, number> = {};
  const cached: Record<string, number> = {};
  for (const { corpus, documents } of held) {
    const figure = async (part: Omit<Scoring, 'documents' | 'threads'>) =>
      (await score({ ...part, documents, threads: THREADS })).bitsPerByte;
    fp32[corpus] = await figure({ onnx: twin, runtime: 'ort' });
    int8[corpus] = await figure({ onnx, activations, runtime: runtime.name });
    if (cache) cached[corpus] = await figure({ onnx, activations, runtime: runtime.name, cache });
    const [float, rounded, mixed] = [fp32, int8, cached].map((figures) => figures[corpus]?.toFixed(4));
    say(`${corpus}: ${float} bits per byte, int8 ${rounded}${cache ? `, with the cache ${mixed}` : ''}`);
  }
  const split = heldOutName(recipe);
  return { split, runtime: runtime.version, fp32, int8, ...(cache && { cached }) };
}
