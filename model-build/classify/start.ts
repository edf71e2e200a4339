/**
 * What a network over pieces begins with: bytes and random weights, or a language model's pieces and weights, as ULMFiT does
 * (arXiv:1801.06146). Its layers must be the recipe's; the head is new.
 */
import { readOnnx } from '../../src/runtime/onnx/read.ts';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import { readModel } from '../artefact/read-model.ts';
import { NetworkSpecSchema, type Weights } from '../network/spec.ts';
import { readStepWeights } from '../onnx/read-weights.ts';
import { bytesTokenizerFile } from '../tokenizer/file.ts';
import type { ClassifierRecipe } from './recipe.ts';

/** Where a network begins. */
export interface Start {
  tokenizer: Tokenizer;
  /** Of a language model; none of a network that begins at random. */
  weights: Weights;
  /** For the manifest, and for the version's directory. */
  kind: 'bytes' | 'bpe';
  file: object;
}

/** Throws a RangeError that says in what the model is not the recipe's network, and what `readModel` throws. */
export async function startOf({ tokenizer, network }: ClassifierRecipe): Promise<Start> {
  if (tokenizer.kind !== 'model') {
    const file = bytesTokenizerFile();
    return { tokenizer: loadTokenizer(file), weights: new Map(), kind: 'bytes', file };
  }
  const { manifest, onnx, tokenizerJson } = await readModel(tokenizer.directory);
  const { tokenizer: kind, size } = manifest.vocabulary;
  if (kind === 'ngrams')
    throw new RangeError(`${tokenizer.directory}: got a sum of n-grams, wanted a language model`);
  const { pool: _, ...layers } = network;
  const spec = NetworkSpecSchema.parse({ ...layers, vocabulary: size });
  const weights = readStepWeights(spec, readOnnx(onnx));
  const file = tokenizerJson as object;
  return { tokenizer: loadTokenizer(file), weights, kind, file };
}
