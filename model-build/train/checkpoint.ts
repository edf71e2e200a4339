/** A training run on disk: enough to go on as if it had never stopped. */
import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Lanes } from './lanes.ts';
import { type ArrayEntry, readSafetensors, writeSafetensors } from './safetensors.ts';
import type { Trainer } from './trainer.ts';

const ProgressSchema = z.object({
  recipe: z.string(),
  /** Hash of the training text's tokens; none in a checkpoint of before they were noted. */
  text: z.string().optional(),
  step: z.number().int().nonnegative(),
  position: z.number().int().nonnegative(),
  random: z.array(z.number().int().nonnegative()).length(4),
  rateFactor: z.number().positive(),
  /** Seconds of training so far, over all stretches of the run. */
  seconds: z.number().nonnegative(),
});
/** How far a training run has come: all of its state but the arrays. */
export type Progress = z.infer<typeof ProgressSchema>;

const PARTS = ['weight', 'mean', 'square', 'average'] as const;
const KEY = 'progress';

/** What a checkpoint belongs to, by their hashes. */
export interface Belonging {
  recipe: string;
  text: string;
}

/** Writes weights, moments, averages, carried states and where the run stands; whole or not at all. */
export async function saveCheckpoint(
  path: string,
  trainer: Trainer,
  lanes: Lanes,
  belonging: Belonging,
  seconds: number,
): Promise<void> {
  const arrays: ArrayEntry[] = [];
  const add = async (name: string, tensor: tf.Tensor) =>
    arrays.push({ name, shape: tensor.shape, values: (await tensor.data()) as Float32Array });
  for (const [name, slot] of trainer.slots)
    for (const part of PARTS) await add(`${part}/${name}`, slot[part]);
  for (const [i, layer] of trainer.states.entries())
    for (const [j, state] of layer.entries()) await add(`state/${i}.${j}`, state);
  const progress: Progress = {
    ...belonging,
    step: trainer.step,
    position: lanes.position,
    random: [...trainer.random.state],
    rateFactor: trainer.rateFactor,
    seconds,
  };
  await writeSafetensors(path, arrays, { [KEY]: JSON.stringify(progress) });
}

/**
 * Restores trainer and lanes; undefined when there is no checkpoint.
 * Throws when it belongs to another recipe or another text, or is damaged.
 */
export async function loadCheckpoint(
  path: string,
  trainer: Trainer,
  lanes: Lanes,
  { recipe, text }: Belonging,
): Promise<Progress | undefined> {
  if (!existsSync(path)) return undefined;
  const { arrays, metadata } = await readSafetensors(path);
  const progress = ProgressSchema.parse(JSON.parse(metadata[KEY] ?? 'null'));
  if (progress.recipe !== recipe)
    throw new Error(
      `${path} belongs to another recipe (${progress.recipe.slice(0, 12)}, wanted ${recipe.slice(0, 12)}): ` +
        "give the changed recipe a new version, or delete the run's folder",
    );
  if (progress.text !== undefined && progress.text !== text)
    throw new Error(
      `${path} belongs to another text: the corpora, or the tokenizer, have changed since step ${progress.step}. ` +
        "Give the recipe a new version, put the text back, or delete the run's folder",
    );
  const take = (name: string, shape: number[]) => {
    const entry = arrays.get(name);
    if (!entry || entry.shape.join() !== shape.join())
      throw new Error(`${path}: no array ${name} of shape [${shape}]`);
    return entry.values as Float32Array;
  };
  trainer.optimizer.forget();
  for (const [name, slot] of trainer.slots)
    for (const part of PARTS) trainer.optimizer.assign(slot[part], take(`${part}/${name}`, slot[part].shape));
  const states = trainer.states.map((layer, i) =>
    layer.map((state, j) => tf.tensor2d(take(`state/${i}.${j}`, state.shape), state.shape)),
  );
  tf.dispose(trainer.states);
  trainer.states = states;
  trainer.step = progress.step;
  trainer.rateFactor = progress.rateFactor;
  trainer.random.state.set(progress.random);
  lanes.position = progress.position;
  return progress;
}
