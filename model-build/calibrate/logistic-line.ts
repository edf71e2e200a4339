/**
 * Points of a line that rises through suggestions that are right or wrong: a logistic curve in the log odds of their
 * probability (Platt's). It has two numbers to learn, so a few thousand cases steady it; isotonic regression bent after
 * the chance of each bin (docs/decisions/0005-suggestions.md).
 */

/** Where the curve is written down: closer together where most suggestions are. At most 16. */
const AT = [0.005, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
/** Fewer cases say too little. */
const LEAST = 50;
/** Odds beyond these are taken for these. */
const LEAST_PROBABILITY = 1e-5;
const GREATEST_PROBABILITY = 1 - 1e-4;
const NEWTON_STEPS = 30;

/**
 * Points `[probability, share that is right]`.
 * @throws Error when there are too few cases.
 */
export function logisticLine(cases: readonly { probability: number; right: boolean }[]): [number, number][] {
  if (cases.length < LEAST)
    throw new Error(`${cases.length} suggestions, wanted at least ${LEAST} to calibrate by`);
  const points = cases.map(({ probability, right }) => ({ x: logOdds(probability), y: right ? 1 : 0 }));
  const { shift, slope } = fit(points);
  return AT.map((probability) => [probability, round(sigmoid(shift + slope * logOdds(probability)))]);
}

/** Newton's method on the log likelihood, held by one case's worth of belief in the probabilities as they are. */
function fit(points: readonly { x: number; y: number }[]): { shift: number; slope: number } {
  let shift = 0;
  let slope = 1;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    let [g0, g1, h00, h01, h11] = [-shift, 1 - slope, 1, 0, 1];
    for (const { x, y } of points) {
      const expected = sigmoid(shift + slope * x);
      const weight = expected * (1 - expected);
      g0 += y - expected;
      g1 += (y - expected) * x;
      h00 += weight;
      h01 += weight * x;
      h11 += weight * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    // A long step may overshoot where the curve is flat.
    shift += limited((h11 * g0 - h01 * g1) / determinant);
    slope += limited((h00 * g1 - h01 * g0) / determinant);
  }
  if (slope >= 0) return { shift, slope };
  // Likelier ones that are less often right: then all are worth the same.
  const right = points.reduce((sum, { y }) => sum + y, 0);
  return { shift: logOdds(right / points.length), slope: 0 };
}

const limited = (step: number): number => Math.max(-1, Math.min(1, step));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const round = (value: number): number => Number(value.toFixed(4));

function logOdds(probability: number): number {
  const held = Math.min(GREATEST_PROBABILITY, Math.max(LEAST_PROBABILITY, probability));
  return Math.log(held / (1 - held));
}
