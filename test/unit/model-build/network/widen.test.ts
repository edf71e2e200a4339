import { expect, it } from 'vitest';
import { initialWeights } from '../../../../model-build/network/initial.ts';
import { NetworkSpecSchema, weightShapes } from '../../../../model-build/network/spec.ts';
import { widenFeed } from '../../../../model-build/network/widen.ts';
import { plainForward } from '../../../fixtures/plain-network.ts';
import { randomWeights } from '../../../fixtures/random-weights.ts';

const spec = (feedForward?: number) =>
  NetworkSpecSchema.parse({
    vocabulary: 11,
    embedding: 6,
    cells: ['gated-linear', 'gru'],
    hidden: 5,
    block: 'residual',
    ...(feedForward && { feedForward }),
  });
const TOKENS = [0, 3, 7, 7, 1, 10, 4];

it.each([
  [undefined, 17],
  [4, 5],
  [8, 8],
])('a network of inner width %s computes the same at %s, down to its states', (from, to) => {
  const narrow = randomWeights(spec(from), 4);
  const wide = widenFeed(narrow, spec(to), initialWeights(spec(to), 9));
  expect(plainForward(spec(to), wide, TOKENS)).toEqual(plainForward(spec(from), narrow, TOKENS));
});

it('has the shapes of the wider network, and new units that see something, each its own', () => {
  const wide = widenFeed(randomWeights(spec(4), 4), spec(8), initialWeights(spec(8), 9));
  expect(new Map([...wide].map(([name, { shape }]) => [name, shape]))).toEqual(weightShapes(spec(8)));
  const { values } = wide.get('layer1.feed.up.kernel')!;
  const column = (unit: number) => Array.from({ length: 6 }, (_, row) => values[16 * row + unit]).join();
  const units = [4, 5, 6, 7, 12, 13, 14, 15].map(column);
  expect(new Set(units).size).toBe(8);
  for (const unit of units) expect(unit.split(',').some((weight) => Number(weight) !== 0)).toBe(true);
});
