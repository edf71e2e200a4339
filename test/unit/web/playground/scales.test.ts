import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { normsOf, readDistances } from '../../../../scripts/web/distances.ts';
import { decadesOf, linear, logarithmic, pathOf, ticksOf } from '../../../../web/playground/core/scales.ts';

const line = (...points: [number, number][]) => ({ name: 'a', points });

describe('a plot', () => {
  it('has whole decades, and a tick at each or at every second one', () => {
    expect(decadesOf([line([1, 0.2], [2, 0.03])])).toEqual([0.01, 1]);
    expect(decadesOf([line([1, 1])])).toEqual([1, 10]);
    expect(decadesOf([line([1, 0])])).toEqual([0.1, 1]);
    expect(ticksOf([0.01, 1])).toEqual([1, 0.1, 0.01]);
    expect(ticksOf([1e-8, 1])).toHaveLength(5);
  });

  it('ends a line where there is nothing any more', () => {
    const x = linear(1, 3, 0, 20);
    const y = logarithmic(0.1, 1, 10, 0);
    expect(pathOf(line([1, 1], [2, 0.1], [3, 0]), x, y)).toBe('M0.0 0.0L10.0 10.0');
  });
});

describe('the figures of the documentation', () => {
  it('are read as what docs/training.md says of them', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/training.md'), 'utf8');
    for (const { cell, norms } of readDistances()) {
      const [, ten, fifty] = new RegExp(`^\\| ${cell}[^|]*\\| ([\\d.e-]+) \\| ([\\d.e-]+) \\|$`, 'm').exec(
        page,
      )!;
      expect(norms).toHaveLength(60);
      // The table has two digits.
      expect(norms[9]! / norms[0]! / Number(ten)).toBeCloseTo(1, 1);
      expect(norms[49]! / norms[0]! / Number(fifty)).toBeCloseTo(1, 1);
    }
  });

  it('are refused where there are none', () => {
    expect(() => normsOf('<svg></svg>')).toThrow('no figure');
  });
});
