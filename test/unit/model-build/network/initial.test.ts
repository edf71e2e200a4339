import { expect, it } from 'vitest';
import { initialWeights } from '../../../../model-build/network/initial.ts';
import { NetworkSpecSchema } from '../../../../model-build/network/spec.ts';

const HIDDEN = 12;

it.each([
  ['rnn', 1, undefined, 1],
  ['gru', 3, undefined, 1],
  ['lstm', 4, 0.5, 0.5],
  ['rnn', 1, 0.25, 0.25],
])(
  'every gate of a fresh %s keeps the length of a state, or shortens it as told',
  (cell, gates, size, wanted) => {
    const spec = NetworkSpecSchema.parse({
      vocabulary: 5,
      embedding: 4,
      cells: [cell],
      hidden: HIDDEN,
      ...(size !== undefined && { recurrentSize: size }),
    });
    const { values } = initialWeights(spec, 3).get('layer0.state.kernel')!;
    const width = gates * HIDDEN;
    for (let gate = 0; gate < gates; gate++)
      for (let i = 0; i < HIDDEN; i++)
        for (let j = 0; j < HIDDEN; j++) {
          const at = (row: number, column: number) => values[row * width + gate * HIDDEN + column]!;
          let dot = 0;
          for (let c = 0; c < HIDDEN; c++) dot += at(i, c) * at(j, c);
          expect(dot).toBeCloseTo(i === j ? wanted ** 2 : 0, 5);
        }
  },
);
