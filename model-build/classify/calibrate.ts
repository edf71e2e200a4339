/** Makes probabilities hold: a temperature for the logits, and thresholds by name, both from `valid` as int8 says it. */
import type { Task } from '../../src/contract/task.ts';
import type { Kind } from './losses.ts';

/** With fewer rows a temperature is more noise than knowledge, and is left at 1. */
export const ENOUGH_ROWS = 200;
/** Right among so many said names at least, before a threshold is believed. */
const ENOUGH_SAID = 5;
const PRECISION = 0.95;
/** Logarithms of temperatures that are tried, and how close the best is found. */
const WIDEST = Math.log(20);
const ROUNDS = 40;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Probabilities of logits divided by a temperature. */
export function probabilities(kind: Kind, logits: ArrayLike<number>, temperature = 1): Float64Array {
  const scaled = Float64Array.from(logits, (logit) => logit / temperature);
  if (kind === 'labels') return scaled.map((z) => 1 / (1 + Math.exp(-z)));
  const most = scaled.reduce((a, b) => Math.max(a, b));
  const powers = scaled.map((z) => Math.exp(z - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** Mean negative log probability of what is right, in nats a text. */
export function surprise(
  kind: Kind,
  logits: readonly ArrayLike<number>[],
  answers: readonly ArrayLike<number>[],
  temperature = 1,
): number {
  const log = (p: number) => Math.log(Math.max(p, 1e-12));
  let sum = 0;
  for (const [row, z] of logits.entries()) {
    const p = probabilities(kind, z, temperature);
    for (let i = 0; i < p.length; i++) {
      const right = answers[row][i];
      sum -= right * log(p[i]) + (kind === 'labels' ? (1 - right) * log(1 - p[i]) : 0);
    }
  }
  return sum / logits.length;
}

/** The temperature of least surprise, by golden section over its logarithm; 1 of targets and of few rows. */
export function fitTemperature(
  kind: Kind,
  logits: readonly ArrayLike<number>[],
  answers: readonly ArrayLike<number>[],
): number {
  if (kind === 'targets' || logits.length < ENOUGH_ROWS) return 1;
  const at = (x: number) => surprise(kind, logits, answers, Math.exp(x));
  let [low, high] = [-WIDEST, WIDEST];
  for (let i = 0; i < ROUNDS; i++) {
    const width = GOLDEN * (high - low);
    if (at(high - width) < at(low + width)) high = low + width;
    else low = high - width;
  }
  return Math.exp((low + high) / 2);
}

/** Least probability at which each name is said: where F1 is best, and where precision is 0.95; from `[rows][names]`. */
export function fitThresholds(
  scores: readonly ArrayLike<number>[],
  answers: readonly ArrayLike<number>[],
): Task['thresholds'] {
  const names = scores[0].length;
  const found = Array.from({ length: names }, (_, name) => thresholdsOf(name, scores, answers));
  return { f1: found.map(({ f1 }) => f1), precision95: found.map(({ precision95 }) => precision95) };
}

function thresholdsOf(
  name: number,
  scores: readonly ArrayLike<number>[],
  answers: readonly ArrayLike<number>[],
) {
  const order = scores.map((_, row) => row).sort((a, b) => scores[b][name] - scores[a][name]);
  const all = answers.filter((answer) => answer[name] >= 0.5).length;
  let best = { value: -1, threshold: 0.5 };
  let precise: number | null = null;
  let right = 0;
  for (const [i, row] of order.entries()) {
    if (answers[row][name] >= 0.5) right++;
    const next = order[i + 1];
    // Between two scores that are one, nothing parts the rows.
    if (next !== undefined && scores[next][name] === scores[row][name]) continue;
    const threshold = next === undefined ? scores[row][name] : (scores[row][name] + scores[next][name]) / 2;
    const f1 = (2 * right) / (i + 1 + all);
    if (f1 > best.value) best = { value: f1, threshold };
    if (right >= ENOUGH_SAID && right / (i + 1) >= PRECISION) precise = threshold;
  }
  const rounded = (value: number) => Number(Math.min(1, Math.max(0, value)).toFixed(4));
  return { f1: rounded(best.threshold), precision95: precise === null ? null : rounded(precise) };
}
