/** A sum of n-grams from a recipe: its tables read as tokens, trained one after the other. */
import { Ngrams, type NgramsFile, NgramsFileSchema } from '../../src/text/ngrams.ts';
import { type NetworkSpec, NetworkSpecSchema, type Weights } from '../network/spec.ts';
import { Random } from '../random/random.ts';
import type { Row } from './answers.ts';
import type { Dataset } from './dataset.ts';
import type { ClassifierRecipe } from './recipe.ts';
import { type Examples, SumTrainer, type SumTraining } from './sum-trainer.ts';
import { scaleOf, targetsOf, weightsOf } from './targets.ts';

/** How readings are told of. */
export type Progress = (reading: number, readings: number, loss: number) => void;

/** The tokenizer.json of a recipe's hashes. */
export function ngramsFile({ tokenizer }: ClassifierRecipe): NgramsFile {
  if (tokenizer.kind !== 'ngrams') throw new RangeError(`tokenizer: got ${tokenizer.kind}, wanted ngrams`);
  const { buckets, characters, words } = tokenizer;
  return NgramsFileSchema.parse({ version: '1.0', model: { type: 'Ngrams', buckets, characters, words } });
}

/** The network of a recipe for so many tokens and outputs. */
export function specOf({ network }: ClassifierRecipe, vocabulary: number, outputs: number): NetworkSpec {
  const { pool, ...rest } = network;
  return NetworkSpecSchema.parse({ ...rest, vocabulary, head: { outputs, pool } });
}

/** Texts as distinct tokens. */
export const encodeAll = (
  tokenizer: { encode(text: string): number[] },
  rows: readonly { text: string }[],
): Int32Array[] => rows.map(({ text }) => Int32Array.from(tokenizer.encode(text)));

/** Trains a sum on the recipe's table, after the tables that come before it. */
export function trainSum(
  recipe: ClassifierRecipe,
  dataset: Dataset,
  earlier: readonly { dataset: Dataset; epochs: number; dropout?: number }[],
  progress: Progress = () => {},
): { spec: NetworkSpec; weights: Weights; float: (texts: readonly Int32Array[]) => Float32Array[] } {
  const tokenizer = new Ngrams(ngramsFile(recipe));
  let from: Weights | undefined;
  const { epochs, dropout } = recipe.training;
  const stages = [...earlier, { dataset, epochs, dropout }];
  const readings = stages.reduce((sum, { epochs }) => sum + epochs, 0);
  let done = 0;
  let trainer: SumTrainer | undefined;
  let spec: NetworkSpec | undefined;
  for (const stage of stages) {
    const { names, kind } = stage.dataset.question;
    spec = specOf(recipe, tokenizer.size, names.length);
    trainer = new SumTrainer(
      spec,
      {
        ...trainingOf(recipe, kind, stage.epochs),
        dropout: stage.dropout ?? dropout,
      },
      from,
    );
    const read = readerOf(recipe, tokenizer, stage.dataset);
    for (let epoch = 0; epoch < stage.epochs; epoch++)
      progress(++done, readings, trainer.read(read(epoch), epoch));
    from = trainer.weights();
  }
  const last = trainer!;
  const outputs = spec!.head!.outputs;
  const float = (texts: readonly Int32Array[]) => {
    const all = last.logits(texts);
    return texts.map((_, i) => all.slice(i * outputs, (i + 1) * outputs));
  };
  return { spec: spec!, weights: from!, float };
}

function trainingOf(
  { training, seed }: ClassifierRecipe,
  kind: SumTraining['kind'],
  epochs: number,
): SumTraining {
  const { batch, learningRate, dropout, weightDecay } = training;
  return { kind, epochs, batch, learningRate, dropout, weightDecay, seed };
}

/** The examples of each reading: the same every time, but for texts that are cut. */
function readerOf(
  recipe: ClassifierRecipe,
  tokenizer: Ngrams,
  { question, train }: Dataset,
): (epoch: number) => Examples {
  const { training, seed } = recipe;
  const outputs = question.names.length;
  const smoothing = question.kind === 'classes' ? training.smoothing : 0;
  const targets = targetsOf(train, outputs, smoothing, scaleOf(question, train));
  const weights = question.kind === 'classes' ? weightsOf(train, outputs, training) : undefined;
  const whole = encodeAll(tokenizer, train);
  const { cut } = training;
  if (!cut) return () => ({ texts: whole, targets, weights });
  return (epoch) => {
    const random = new Random(seed + 7919 * (epoch + 1));
    const texts = train.map((row, i) => {
      if (random.uniform() >= cut.chance) return whole[i];
      return Int32Array.from(tokenizer.encode(beginning(row, cut.characters, random)));
    });
    return { texts, targets, weights };
  };
}

/** The first so many characters of a text, at least one word's. */
function beginning({ text }: Row, [least, most]: [number, number], random: Random): string {
  const characters = [...text];
  const length = least + Math.floor(random.uniform() * (most - least + 1));
  return characters.slice(0, length).join('');
}
