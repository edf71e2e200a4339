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
const TOKENIZER_FIELD = 'training.tokenizerFrom';

/**
 * Weights to begin from. `from` is a safetensors file, or a model's directory, whose int8 weights become floats again.
 * Where the feed-forward is narrower than the recipe's it is widened, with new units drawn from `seed`. `tokenizer`: the
 * hash of that which the run reads with.
 * @throws Error that names what is missing, damaged, or of another network than `spec` or another tokenizer.
 */
export async function startingWeights(
  from: string,
  spec: NetworkSpec,
  seed: number,
  tokenizer?: string,
): Promise<Weights> {
  const weights = (await isDirectory(from))
    ? await modelWeights(from, spec)
    : await fileWeights(from, tokenizer);
  if (!isNarrower(weights.get(FEED), spec)) return weights;
  try {
    return widenFeed(weights, spec, initialWeights(spec, seed));
  } catch (cause) {
    throw anotherNetwork(from, cause);
  }
}

async function fileWeights(from: string, tokenizer: string | undefined): Promise<Weights> {
  try {
    return await readWeights(from, tokenizer);
  } catch (cause) {
    throw new Error(`${FIELD}: ${messageOf(cause)}`, { cause });
  }
}

async function modelWeights(from: string, spec: NetworkSpec): Promise<Weights> {
  const { onnx } = await openModel(from, FIELD);
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
 * The tokenizer that a run keeps: that of `training.tokenizerFrom`, or of the model that it begins from, for rows of a
 * table mean that tokenizer's pieces. Undefined when there is none to keep.
 * @throws Error when the recipe wants another kind or size, or when nothing says whose pieces a file's rows are.
 */
export async function startingTokenizer({ tokenizer, training }: Recipe): Promise<object | undefined> {
  const { startFrom, tokenizerFrom } = training;
  const begins = startFrom !== undefined && (await isDirectory(startFrom));
  if (begins && tokenizerFrom !== undefined)
    throw new Error(
      `${TOKENIZER_FIELD}: got ${tokenizerFrom} beside the model ${startFrom} in ${FIELD}, which brings its own: ` +
        'wanted it with a file of weights, or with none',
    );
  if (tokenizerFrom !== undefined) return tokenizerOf(tokenizerFrom, TOKENIZER_FIELD, tokenizer);
  if (begins) return tokenizerOf(startFrom, FIELD, tokenizer);
  if (startFrom !== undefined && tokenizer.kind === 'bpe')
    throw new Error(
      `${FIELD}: ${startFrom} is a file of weights, which holds no tokenizer: ` +
        `wanted ${TOKENIZER_FIELD} too, the model whose pieces the rows of its table are`,
    );
  return undefined;
}

/** The tokenizer of the model at `from`, which `field` names. Throws when it is not of the kind and size `wanted`. */
async function tokenizerOf(from: string, field: string, wanted: Recipe['tokenizer']): Promise<object> {
  const { manifest, tokenizerJson } = await openModel(from, field);
  const { tokenizer: kind, size } = manifest.vocabulary;
  const pieces = wanted.kind === 'bpe' ? wanted.vocabulary : size;
  if (kind !== wanted.kind || size !== pieces)
    throw new Error(
      `${field}: the tokenizer of ${from} is ${kind} with ${size} pieces, ` +
        `the recipe's ${wanted.kind}${wanted.kind === 'bpe' ? ` with ${pieces}` : ''}: wanted the same`,
    );
  return tokenizerJson as object;
}

async function openModel(from: string, field: string): Promise<ModelDirectory> {
  try {
    return await readModel(from);
  } catch (cause) {
    throw new Error(`${field}: ${messageOf(cause)}`, { cause });
  }
}

const isDirectory = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => null))?.isDirectory() ?? false;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
