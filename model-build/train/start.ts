/** Where training begins when it does not begin from nothing: another run's weights, or a published model. */
import { stat } from 'node:fs/promises';
import { readOnnx } from '../../src/runtime/onnx/read.ts';
import { type ModelDirectory, readModel } from '../artefact/read-model.ts';
import { initialWeights } from '../network/initial.ts';
import { feedWidth, type NetworkSpec, type Weights } from '../network/spec.ts';
import { FEED, widenFeed } from '../network/widen.ts';
import { readStepWeights } from '../onnx/read-weights.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { readWeights } from './weights-file.ts';

const FIELD = 'training.startFrom';

/**
 * Weights to begin from. `from` is a safetensors file, or a model's directory, whose int8 weights become floats again.
 * Where the feed-forward is narrower than the recipe's it is widened, with new units drawn from `seed`.
 * @throws Error that names what is missing, damaged, or of another network than `spec`.
 */
export async function startingWeights(from: string, spec: NetworkSpec, seed: number): Promise<Weights> {
  const weights = (await isDirectory(from)) ? await modelWeights(from, spec) : await readWeights(from);
  if (!isNarrower(weights.get(FEED), spec)) return weights;
  try {
    return widenFeed(weights, spec, initialWeights(spec, seed));
  } catch (cause) {
    throw anotherNetwork(from, cause);
  }
}

async function modelWeights(from: string, spec: NetworkSpec): Promise<Weights> {
  const { onnx } = await openModel(from);
  try {
    const graph = readOnnx(onnx);
    const feed = graph.initializers.get(FEED);
    return readStepWeights(isNarrower(feed, spec) ? { ...spec, feedForward: feed.shape[0] } : spec, graph);
  } catch (cause) {
    throw anotherNetwork(from, cause);
  }
}

const anotherNetwork = (from: string, cause: unknown): Error =>
  new Error(`${FIELD}: ${from} is another network than the recipe's: ${messageOf(cause)}`, { cause });

const isNarrower = <T extends { shape: readonly number[] }>(
  feed: T | undefined,
  spec: NetworkSpec,
): feed is T => feed !== undefined && feed.shape[0]! < feedWidth(spec);

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
