/**
 * Distillation (Hinton, Vinyals, Dean 2015, arXiv:1503.02531): a network that is too large to ship learns the table first, and what
 * it says of each text is a part of what the small one learns.
 */
import { probabilities } from './calibrate.ts';
import type { Dataset } from './dataset.ts';
import type { TrainedNetwork } from './evaluate.ts';
import type { ClassifierRecipe } from './recipe.ts';

/** The recipe of the teacher itself: it is calibrated, exported and shipped nowhere. */
export function teacherRecipe({ teacher, ...recipe }: ClassifierRecipe): ClassifierRecipe {
  const { share: _, ...own } = teacher!;
  return { ...recipe, ...own, earlier: [] };
}

/**
 * The table whose answers to learn are by `share` the teacher's probabilities; the other parts stay as they are. Throws a
 * RangeError for numbers, of which nobody is more or less sure.
 */
export function taughtBy(
  { encode, float }: Pick<TrainedNetwork, 'encode' | 'float'>,
  dataset: Dataset,
  share: number,
): Dataset {
  const { kind } = dataset.question;
  if (kind === 'targets') throw new RangeError('teacher: wanted none for a table of numbers');
  const logits = float(encode(dataset.train));
  const train = dataset.train.map(({ text, answer }, row) => {
    const said = probabilities(kind, logits[row]);
    return { text, answer: answer.map((is, i) => (1 - share) * is + share * said[i]) };
  });
  return { ...dataset, train };
}
