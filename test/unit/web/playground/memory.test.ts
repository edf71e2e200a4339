import { describe, expect, it } from 'vitest';
import type { Trace } from '../../../../web/local/trace.ts';
import { forgettingOf, withFirstWord } from '../../../../web/playground/core/family.ts';
import {
  lingering,
  liveliest,
  neuronOf,
  placeOf,
  raisedWords,
  rowOf,
  squashed,
} from '../../../../web/playground/core/memory.ts';
import { colourOf, layOut, numberAt, pixels, stepOf } from '../../../../web/playground/core/strip.ts';

/** `rows`: a number for each of the vectors' places, a row a piece. */
const traceOf = (
  pieces: string[],
  sizes: number[],
  rows: number[][],
  raised: Trace['raised'] = [],
): Trace => ({
  pieces,
  sizes,
  values: Float32Array.from(rows.flat()),
  raised,
});

const TRACE = traceOf(
  ['', 'a', ' b'],
  [2, 1],
  [
    [0, 1, 5],
    [1, 1, 5.1],
    [-1, 1, 5],
  ],
);

describe('a memory', () => {
  it('is a row a token, a column a number, a vector after the other', () => {
    expect([...rowOf(TRACE, 1)].map((value) => Math.round(value))).toEqual([1, 1, 5]);
    expect([...neuronOf(TRACE, 0)]).toEqual([0, 1, -1]);
    expect([0, 1, 2].map((neuron) => placeOf(TRACE, neuron))).toEqual([
      { vector: 0, index: 0 },
      { vector: 0, index: 1 },
      { vector: 1, index: 0 },
    ]);
  });

  it('is shown between -1 and 1, zero as zero, whatever its units', () => {
    expect([...squashed([0, 0])]).toEqual([0, 0]);
    const [low, zero, high] = squashed([-1e6, 0, 1e6]);
    expect([low, high]).toEqual([-high!, expect.closeTo(0.545, 2)]);
    expect(zero).toBe(0);
    expect([-2, -1, 0, 0.5, 1].map(stepOf)).toEqual([0, 0, 4, 6, 8]);
  });

  it('has a number that swings most', () => {
    expect(liveliest(TRACE)).toBe(0);
  });
});

describe('what is expected again', () => {
  it('are the words whose tokens are raised, all of them together', () => {
    const { pieces, raised } = {
      pieces: ['', 'Dear', ' F', 'eather', ',', ' the', ' F', 'eather', '\n', 'roof'],
      raised: [
        { text: ' F', times: 2 },
        { text: 'eather', times: 10 },
        { text: 'roof', times: 3 },
        { text: ',', times: 9 },
      ],
    };
    expect(raisedWords({ pieces, raised }, 5)).toEqual([
      { word: 'Feather', times: 20 },
      { word: 'roof', times: 3 },
    ]);
  });
});

describe('forgetting', () => {
  const one = traceOf(['', 'A', ' x', ' y', ' z'], [1], [[0], [1], [1], [0.5], [2]]);
  const other = traceOf(['', 'B', 'c', ' x', ' y', ' z'], [1], [[0], [3], [3], [0], [0.45], [2]]);

  it('is measured along the common end, however many tokens the first word has', () => {
    expect(lingering(one, other).map((rest) => Number(rest.toFixed(3)))).toEqual([
      Number(Math.SQRT2.toFixed(3)),
      0.105,
      0,
    ]);
  });

  it('says when a tenth is left, and when nothing', () => {
    expect(forgettingOf(one, other)).toMatchObject({ tenth: 2, gone: 3 });
    expect(forgettingOf(one, one).gone).toBe(1);
  });

  it('of a text that ends otherwise tells of nothing', () => {
    expect(lingering(one, TRACE)).toEqual([]);
  });

  it('compares with another first word', () => {
    expect(withFirstWord('Owls live here.', 'Cats')).toBe('Cats live here.');
    expect(withFirstWord('  It’s so', '$&')).toBe('$& so');
  });
});

describe('the strip', () => {
  it('gives each vector lines of its own, with a line between two', () => {
    expect(layOut([3, 2])).toEqual({ width: 3, height: 3, tops: [0, 2] });
    expect(layOut([800, 10])).toEqual({ width: 384, height: 5, tops: [0, 4] });
  });

  it('knows which number lies under a point', () => {
    const sizes = [800, 10];
    expect([numberAt(sizes, 0, 0), numberAt(sizes, 383, 1), numberAt(sizes, 31, 2)]).toEqual([0, 767, 799]);
    expect([numberAt(sizes, 32, 2), numberAt(sizes, 0, 3)]).toEqual([undefined, undefined]);
    expect([numberAt(sizes, 0, 4), numberAt(sizes, 9, 4), numberAt(sizes, 10, 4)]).toEqual([
      800,
      809,
      undefined,
    ]);
  });

  it('is drawn a pixel a number', () => {
    const picture = pixels(TRACE, 0, false);
    expect(picture).toHaveLength(4 * 2 * 3);
    expect([...picture.slice(0, 4)]).toEqual([255, 255, 255, 255]);
    expect([...picture.slice(8, 12)]).toEqual([0, 0, 0, 0]);
    expect(colourOf(1, false)).toEqual([190, 85, 0]);
    expect(colourOf(-1, true)).toEqual([110, 165, 255]);
  });
});
