/** Figures, thresholds and temperatures against what they are by definition. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitTemperature, fitThresholds, probabilities } from '../../../../model-build/classify/calibrate.ts';
import { byName, confusions } from '../../../../model-build/classify/confusion.ts';
import { lossGradient } from '../../../../model-build/classify/losses.ts';
import {
  areaUnderCurve,
  calibrationError,
  correlation,
  figuresOf,
  type Judged,
  macroF1,
  measuresOf,
} from '../../../../model-build/classify/measures.ts';
import { Random } from '../../../../model-build/random/random.ts';

const rowsOf = (judged: Judged) => Int32Array.from(judged.scores, (_, i) => i);
const CLASSES: Judged = {
  kind: 'classes',
  names: ['a', 'b', 'c'],
  scores: [
    [0.7, 0.2, 0.1],
    [0.4, 0.5, 0.1],
    [0.1, 0.8, 0.1],
    [0.2, 0.2, 0.6],
  ],
  answers: [
    [1, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

describe('figures', () => {
  it('of classes are those that are counted by hand', () => {
    const { accuracy, macro_f1 } = figuresOf(CLASSES, measuresOf(CLASSES));
    expect(accuracy!.value).toBe(0.75);
    expect(macro_f1!.value).toBeCloseTo((2 / 3 + 2 / 3 + 1) / 3, 12);
    expect(macroF1(CLASSES, [0, 2])).toBe(1);
    expect(confusions(CLASSES)).toEqual([{ is: 'a', said: 'b', times: 1 }]);
    expect(byName(CLASSES)[1]).toEqual({ name: 'b', rows: 1, precision: 0.5, recall: 1, f1: 2 / 3 });
  });

  it('have intervals that hold them, and that are narrower where there is more', () => {
    const random = new Random(3);
    const of = (count: number): Judged => {
      const right = Array.from({ length: count }, () => (random.uniform() < 0.8 ? 1 : 0));
      return {
        kind: 'classes',
        names: ['a', 'b'],
        scores: right.map((r) => [r, 1 - r]),
        answers: right.map(() => [1, 0]),
      };
    };
    const [few, many] = [of(50), of(5000)].map((judged) => figuresOf(judged, measuresOf(judged)).accuracy!);
    for (const { value, interval } of [few!, many!])
      expect(interval[0] <= value && value <= interval[1]).toBe(true);
    const width = ({ interval: [low, high] }: typeof few & object) => high - low;
    expect(width(few!)).toBeGreaterThan(5 * width(many!));
    expect(width(many!)).toBeCloseTo(2 * 1.96 * Math.sqrt((0.8 * 0.2) / 5000), 2);
  });

  it('of a curve are the share of pairs in the right order, ties half', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { minLength: 2, maxLength: 30 }),
        (rows) => {
          const positive = rows.filter(([, is]) => is);
          const negative = rows.filter(([, is]) => !is);
          fc.pre(positive.length > 0 && negative.length > 0);
          const judged: Judged = {
            kind: 'labels',
            names: ['a'],
            scores: rows.map(([score]) => [score]),
            answers: rows.map(([, is]) => [is ? 1 : 0]),
          };
          let pairs = 0;
          for (const [p] of positive) for (const [n] of negative) pairs += p > n ? 1 : p === n ? 0.5 : 0;
          expect(areaUnderCurve(judged, rowsOf(judged), 0)).toBeCloseTo(
            pairs / (positive.length * negative.length),
            10,
          );
        },
      ),
    );
  });

  it('of numbers: r is 1 of a line that rises, whatever its units', () => {
    const judged: Judged = {
      kind: 'targets',
      names: ['x'],
      scores: [[1], [2], [4]],
      answers: [[10], [20], [40]],
    };
    expect(correlation(judged, rowsOf(judged), 0)).toBeCloseTo(1, 12);
  });

  it('of calibration: none where probabilities are shares, and as much as they are off', () => {
    const of = (p: number): Judged => ({
      kind: 'classes',
      names: ['a', 'b'],
      scores: Array.from({ length: 10 }, () => [p, 1 - p]),
      answers: Array.from({ length: 10 }, (_, i) => (i < 8 ? [1, 0] : [0, 1])),
    });
    expect(calibrationError(of(0.8), rowsOf(of(0.8)))).toBeCloseTo(0, 12);
    expect(calibrationError(of(0.95), rowsOf(of(0.95)))).toBeCloseTo(0.15, 12);
  });
});

describe('calibration', () => {
  it('finds the temperature that logits were made too hot by', () => {
    const random = new Random(5);
    const logits = Array.from({ length: 4000 }, () => [random.normal(), random.normal(), random.normal()]);
    const answers = logits.map((z) => {
      const p = probabilities('classes', z);
      const draw = random.uniform();
      const name = draw < p[0]! ? 0 : draw < p[0]! + p[1]! ? 1 : 2;
      return [0, 1, 2].map((i) => (i === name ? 1 : 0));
    });
    const hot = logits.map((z) => z.map((value) => 3 * value));
    expect(fitTemperature('classes', hot, answers)).toBeCloseTo(3, 0);
    expect(fitTemperature('classes', hot.slice(0, 50), answers.slice(0, 50))).toBe(1);
    expect(fitTemperature('targets', hot, answers)).toBe(1);
  });

  it('finds thresholds where F1 is best, and where 95 of 100 are right', () => {
    const rows = Array.from({ length: 100 }, (_, i) => ({
      score: 1 - i / 100,
      right: i < 19 || i === 20 || i === 60,
    }));
    const found = fitThresholds(
      rows.map(({ score }) => [score]),
      rows.map(({ right }) => [right ? 1 : 0]),
    )!;
    expect(found.precision95[0]).toBeCloseTo(0.795, 6);
    expect(found.f1[0]).toBeCloseTo(0.795, 6);
    expect(fitThresholds([[0.9], [0.8]], [[0], [1]])!.precision95).toEqual([null]);
  });
});

it.each(['classes', 'labels', 'targets'] as const)('the gradient of the loss of %s is its slope', (kind) => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.double({ min: -4, max: 4, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        { minLength: 2, maxLength: 5 },
      ),
      (pairs) => {
        const sum = pairs.reduce((total, [, t]) => total + t, 0) || 1;
        const targets = Float32Array.from(pairs, ([, t]) => (kind === 'classes' ? t / sum : t));
        const total = targets.reduce((a, b) => a + b, 0);
        fc.pre(kind !== 'classes' || total > 0.5);
        const z = Float32Array.from(pairs, ([value]) => value);
        const gradient = new Float32Array(z.length);
        lossGradient(kind, z, targets, gradient);
        for (let i = 0; i < z.length; i++) {
          const at = (shift: number) =>
            lossGradient(kind, z.with(i, z[i]! + shift), targets, new Float32Array(z.length));
          expect((at(1e-2) - at(-1e-2)) / 2e-2).toBeCloseTo(gradient[i]!, 2);
        }
      },
    ),
  );
});
