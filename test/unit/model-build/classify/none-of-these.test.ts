/** How common texts are taken to be that are none of the names: what `valid` says, and not what the table's share says. */
import { expect, it } from 'vitest';
import { finish } from '../../../../model-build/classify/evaluate.ts';
import { greatest } from '../../../../model-build/classify/measures.ts';
import { fitNonePrior, shiftsOf } from '../../../../model-build/classify/none-of-these.ts';
import { classifierRecipe, sumOf } from '../../../../model-build/classify/recipe.ts';
import { trainClassifier } from '../../../../model-build/classify/train.ts';
import { TaskSchema } from '../../../../src/contract/task.ts';
import { toyDataset } from '../../../fixtures/toy-labels.ts';

/** So many rows whose logit of `none`, name 0, lies `above` that of name 1, which is right unless `isNone`. */
const rowsOf = (count: number, isNone: boolean, above: number) =>
  Array.from({ length: count }, () => ({
    logits: [above, 0, -9],
    answer: isNone ? [1, 0, 0] : [0, 1, 0],
  }));
const validOf = (rows: ReturnType<typeof rowsOf>) => ({
  logits: rows.map(({ logits }) => logits),
  answers: rows.map(({ answer }) => answer),
});
const PRIORS = [0.04, 0.48, 0.48];

it('is raised as far as it finds more of what is none than it loses of the rest, and no further', () => {
  // What is none lies 2 below, what is not lies 4 below: from odds of 1/24, one in four is enough to part them.
  const valid = validOf([...rowsOf(10, true, -2), ...rowsOf(90, false, -4)]);
  const priors = fitNonePrior(PRIORS, 0, valid);
  expect(priors[0]).toBeCloseTo(0.25, 9);
  expect(priors[1]).toBeCloseTo(priors[2]!, 12);
  expect(priors.reduce((sum, prior) => sum + prior, 0)).toBeCloseTo(1, 12);
  const shifts = shiftsOf(PRIORS, priors);
  const said = valid.logits.map((z) => greatest(z.map((value, i) => value + shifts[i]!)));
  expect(said.map((name, i) => name === greatest(valid.answers[i]!))).not.toContain(false);
});

it('stays what it was where nothing is won, or where nothing is known', () => {
  expect(fitNonePrior(PRIORS, 0, validOf([...rowsOf(5, true, 2), ...rowsOf(5, false, -0.1)]))).toEqual(
    PRIORS,
  );
  expect(fitNonePrior(PRIORS, 0, validOf(rowsOf(9, false, -3)))).toEqual(PRIORS);
  const common = [0.7, 0.15, 0.15];
  expect(fitNonePrior(common, 0, validOf([...rowsOf(5, true, -1), ...rowsOf(5, false, -2)]))).toEqual(common);
});

const recipeOf = (none: string) =>
  classifierRecipe({
    name: 'toy',
    version: '1.0.0',
    description: 'A toy.',
    seed: 1,
    data: { table: 'toy', licence: 'own', origin: 'own' },
    tokenizer: { kind: 'ngrams', buckets: 1024 },
    network: sumOf(8),
    training: { epochs: 2, learningRate: 0.01 },
    none,
  });

/** The toy's table with every second complaint only, hard to tell: half of their words are the orders' own. */
function rare() {
  const dataset = toyDataset('classes', 1600);
  let seen = 0;
  const few = dataset.train.filter(({ answer }) => answer[0] === 0 || seen++ % 12 === 0);
  return { ...dataset, train: few };
}

it('is in the weights and in the task: what is served says it without being asked', async () => {
  const dataset = rare();
  const recipe = recipeOf('complaint');
  const trained = await trainClassifier(recipe, dataset, []);
  const plain = await finish(trained, dataset);
  const { task, figures } = await finish(trained, dataset, recipe);
  expect(task.none).toBe('complaint');
  expect(task.priors![0]).toBeGreaterThanOrEqual(plain.task.priors![0]!);
  expect(task.priors![0]! + task.priors![1]!).toBeCloseTo(1, 4);
  const recall = (judged: typeof plain.test) => {
    const of = judged.answers.flatMap((answer, row) => (answer[0] === 1 ? [row] : []));
    return of.filter((row) => greatest(judged.scores[row]!) === 0).length / of.length;
  };
  expect(figures.recall_of_none!.value).toBeGreaterThanOrEqual(recall(plain.test));
});

it('is of a class that there is', async () => {
  const dataset = toyDataset('classes', 100);
  const recipe = recipeOf('neither');
  const trained = await trainClassifier(recipe, dataset, []);
  await expect(finish(trained, dataset, recipe)).rejects.toThrow(
    'none: got neither, wanted one of the classes complaint, order',
  );
  const task = {
    kind: 'classes',
    names: ['a', 'b'],
    priors: [0.5, 0.5],
    temperature: 1,
    calibratedOn: 0,
    figures: {},
  };
  expect(TaskSchema.safeParse({ ...task, none: 'a' }).success).toBe(true);
  expect(TaskSchema.safeParse({ ...task, none: 'c' }).success).toBe(false);
});
