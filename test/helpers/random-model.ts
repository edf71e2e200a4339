/** Models with random weights: everything real but the learning. The files are those of a trained model's version. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type NetworkSpec, NetworkSpecSchema } from '../../model-build/network/spec.ts';
import { stepGraph } from '../../model-build/onnx/step-graph.ts';
import { type ModelParts, modelFiles, sha256 } from '../../model-build/publish/manifest.ts';
import { writeModel } from '../../model-build/publish/write-model.ts';
import { quantize } from '../../model-build/quantize/quantize.ts';
import { quantizationReport } from '../../model-build/quantize/report.ts';
import { bytesTokenizerFile } from '../../model-build/tokenizer/file.ts';
import { randomWeights } from './random-weights.ts';

export { randomNumbers, randomWeights } from './random-weights.ts';

/** A small GRU over bytes: start token 0, then the 256 bytes. */
export const RANDOM_SPEC: NetworkSpec = NetworkSpecSchema.parse({
  vocabulary: 257,
  embedding: 16,
  cells: ['gru'],
  hidden: 32,
});

/** Files of version 1.0.0 of model `random`, the manifest last; `changes` make another of it. */
export function randomModelFiles(
  seed = 1,
  spec: NetworkSpec = RANDOM_SPEC,
  changes: Partial<ModelParts> = {},
): Map<string, Uint8Array> {
  const weights = randomWeights(spec, seed);
  const quantized = quantize(spec, weights);
  return modelFiles({
    name: 'random',
    version: '1.0.0',
    description: 'Random weights: a model for tests that knows nothing.',
    spec,
    onnx: stepGraph(spec, quantized),
    tokenizer: { kind: 'bytes', startToken: 0, file: bytesTokenizerFile() },
    quantization: quantizationReport(weights, quantized),
    generation: { maxTokens: 16, temperature: 0.7, topK: 40, topP: 0.95 },
    recipe: { name: 'random', sha256: sha256(new TextEncoder().encode(JSON.stringify({ spec, seed }))) },
    training: { tokens: 0, steps: 0, backend: 'none' },
    data: [],
    quality: { split: 'none', runtime: 'none', fp32: {}, int8: {} },
    samples: [],
    ...changes,
  });
}

/** Writes `<models>/random/1.0.0/` and `<models>/random/alias.json`; returns the version's directory. */
export async function writeRandomModel(models: string, seed = 1): Promise<string> {
  const dir = join(models, 'random', '1.0.0');
  await mkdir(dirname(dir), { recursive: true });
  await writeModel(dir, randomModelFiles(seed));
  await writeFile(join(dirname(dir), 'alias.json'), '{"current":"1.0.0","previous":null}\n');
  return dir;
}
