import { describe, expect, it } from 'vitest';
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
