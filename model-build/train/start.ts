/** Where training begins when it does not begin from nothing: another run's weights, or a published model. */
import { stat } from 'node:fs/promises';
import { readOnnx } from '../../src/runtime/onnx/read.ts';
import type { NetworkSpec, Weights } from '../network/spec.ts';
import { readStepWeights } from '../onnx/read-weights.ts';
import { type ModelDirectory, readModel } from '../publish/read-model.ts';
import type { Recipe } from '../recipe.ts';
import { readWeights } from './weights-file.ts';

const FIELD = 'training.startFrom';

/**
 * Weights to begin from. `from` is a safetensors file, or a model's directory, whose int8 weights become floats again.
 * @throws Error that names what is missing, damaged, or of another network than `spec`.
 */
export async function startingWeights(from: string, spec: NetworkSpec): Promise<Weights> {
  if (!(await isDirectory(from))) return readWeights(from);
  const { onnx } = await openModel(from);
  try {
    return readStepWeights(spec, readOnnx(onnx));
  } catch (cause) {
    throw new Error(`${FIELD}: ${from} is another network than the recipe's: ${messageOf(cause)}`, { cause });
  }
}

/**
 * The tokenizer of the model that a run begins from, for its table's rows mean that tokenizer's pieces; undefined
 * when it begins from no model. @throws Error when the recipe wants another kind or size.
 */
export async function startingTokenizer({ tokenizer, training }: Recipe): Promise<object | undefined> {
  const from = training.startFrom;
  if (from === undefined || !(await isDirectory(from))) return undefined;
  const { manifest, tokenizerJson } = await openModel(from);
  const { tokenizer: kind, size } = manifest.vocabulary;
  const wanted = tokenizer.kind === 'bpe' ? tokenizer.vocabulary : size;
  if (kind !== tokenizer.kind || size !== wanted)
    throw new Error(
      `${FIELD}: the tokenizer of ${from} is ${kind} with ${size} pieces, ` +
        `the recipe's ${tokenizer.kind}${tokenizer.kind === 'bpe' ? ` with ${wanted}` : ''}: wanted the same`,
    );
  return tokenizerJson as object;
}

async function openModel(from: string): Promise<ModelDirectory> {
  try {
    return await readModel(from);
  } catch (cause) {
    throw new Error(`${FIELD}: ${messageOf(cause)}`, { cause });
  }
}

const isDirectory = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => null))?.isDirectory() ?? false;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
