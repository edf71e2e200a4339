/** What a small network learns from a large one. */
import { describe, expect, it } from 'vitest';
import { askedTogether } from '../../../../model-build/classify/cell-network.ts';
import { finish } from '../../../../model-build/classify/evaluate.ts';
import { classifierHash, classifierRecipe, sumOf } from '../../../../model-build/classify/recipe.ts';
import { taughtBy, teacherRecipe } from '../../../../model-build/classify/teacher.ts';
import { trainClassifier } from '../../../../model-build/classify/train.ts';
import { toyDataset } from '../../../fixtures/toy-labels.ts';

const SMALL = {
  name: 'toy',
  version: '1.0.0',
  description: 'A toy.',
  seed: 1,
  data: { table: 'toy', licence: 'own', origin: 'own' },
  tokenizer: { kind: 'ngrams' as const, buckets: 512 },
  network: sumOf(4),
  training: { epochs: 6, learningRate: 0.02 },
};
const LARGE = {
  tokenizer: { kind: 'ngrams' as const, buckets: 4096 },
  network: sumOf(16),
  training: { epochs: 8, learningRate: 0.02, dropout: 0.2 },
};

describe('a teacher', () => {
  it('mixes what it says into what is learned, by its share, and leaves the rest of the table alone', () => {
    const dataset = toyDataset('classes', 20);
    const sure = Math.log(3);
    const teacher = { encode: () => [], float: () => dataset.train.map(() => Float32Array.of(0, sure)) };
    const taught = taughtBy(teacher, dataset, 0.4);
    // Complaint is name 0: it was 1, the teacher says a quarter.
    expect([...taught.train[1]!.answer].map((p) => Number(p.toFixed(5)))).toEqual([0.7, 0.3]);
    expect([...taught.train[0]!.answer].map((p) => Number(p.toFixed(5)))).toEqual([0.1, 0.9]);
    expect(taught.test).toBe(dataset.test);
    expect(taught.valid).toBe(dataset.valid);
    expect([...dataset.train[1]!.answer]).toEqual([1, 0]);
  });

  it('says each label for itself, and of numbers nothing', () => {
    const labels = toyDataset('labels', 20);
    const teacher = { encode: () => [], float: () => labels.train.map(() => Float32Array.of(0, 0)) };
    expect([...taughtBy(teacher, labels, 1).train[0]!.answer]).toEqual([0.5, 0.5]);
    expect(() => taughtBy(teacher, toyDataset('targets', 20), 1)).toThrow('teacher: wanted none');
  });

  it('is trained by its own part of the recipe, and what it says is learned without any answer of the table', async () => {
    const recipe = classifierRecipe({ ...SMALL, teacher: { ...LARGE, share: 1 } });
    expect(teacherRecipe(recipe)).toMatchObject({ tokenizer: { buckets: 4096 }, network: { embedding: 16 } });
    expect(teacherRecipe(recipe).teacher).toBeUndefined();
    const dataset = toyDataset('classes');
    const readings: number[] = [];
    const trained = await trainClassifier(recipe, dataset, [], (reading) => readings.push(reading));
    expect(readings).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6]);
    expect(trained.spec).toMatchObject({ embedding: 4, vocabulary: 513 });
    expect((await finish(trained, dataset, recipe)).figures.accuracy!.value).toBeGreaterThan(0.9);
  });

  it('that a recipe does not name changes nothing of it', () => {
    const { teacher, ...plain } = classifierRecipe({ ...SMALL, teacher: { ...LARGE, share: 0.5 } });
    expect(classifierHash(plain)).toBe(classifierHash(classifierRecipe(SMALL)));
    expect(teacher!.training.batch).toBe(16);
  });
});

it('texts are asked together by length, each once, and never more tokens than memory has room for', () => {
  const lengths = [...Array.from({ length: 200 }, (_, i) => (i * 37) % 150), 3000, 20_000];
  const groups = askedTogether(lengths.map((length) => new Int32Array(length)));
  expect(groups.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
  for (const rows of groups) {
    const tokens = rows.length * (Math.max(...rows.map((row) => lengths[row]!)) + 1);
    expect(rows.length === 1 || (rows.length <= 64 && tokens <= 8192)).toBe(true);
  }
  expect(groups.length).toBeLessThan(10);
});
