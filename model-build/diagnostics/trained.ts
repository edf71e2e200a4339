/** A finished run's network, opened to be looked into. */
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import type { Variables } from '../network/run-cell.ts';
import type { NetworkSpec, Weights } from '../network/spec.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { runsFolder } from '../settings.ts';
import { prepare } from '../train/prepare.ts';
import { readRunFile } from '../train/run-file.ts';
import { readWeights, tokenizerHash, WEIGHTS_FILE } from '../train/weights-file.ts';

export interface Trained {
  recipe: Recipe;
  spec: NetworkSpec;
  /** What ships: the averaged weights. */
  weights: Weights;
  tokenizer: Tokenizer;
  /** What it was trained on. */
  training: Uint16Array;
  /** Held-out tokens where the recipe's corpora have a split for that, else the training text. */
  text: Uint16Array;
  textName: string;
}

/** Throws when the folder holds no finished run, or its corpora are gone. */
export async function openTrained(dir: string, say: (line: string) => void): Promise<Trained> {
  const { recipe } = await readRunFile(dir);
  const { tokenizerJson, text, validation } = await prepare(recipe, join(runsFolder(), 'cache'), say);
  const weights = await readWeights(join(dir, WEIGHTS_FILE), tokenizerHash(tokenizerJson));
  const tokenizer = loadTokenizer(tokenizerJson);
  const held = [...validation.values()].flatMap(({ tokens }) => [...tokens]);
  return {
    recipe,
    spec: { ...recipe.network, vocabulary: tokenizer.size },
    weights,
    tokenizer,
    training: text.tokens,
    text: held.length > 0 ? Uint16Array.from(held) : text.tokens,
    textName: held.length > 0 ? 'held-out text' : 'the training text',
  };
}

/** The weights on the backend. The caller disposes of them. */
export const variablesOf = (weights: Weights): Variables => {
  const variables: Variables = new Map();
  // A variable takes over the numbers of a tensor, not the tensor.
  tf.tidy(() => {
    for (const [name, { shape, values }] of weights)
      variables.set(name, tf.variable(tf.tensor(values, shape)));
  });
  return variables;
};
