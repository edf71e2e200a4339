/** From a model's logits to what it says of a text: probabilities that are some, and the names that are said. */
import { exp } from '../arithmetic/exponential.ts';
import { log } from '../arithmetic/logarithm.ts';
import type { Task } from '../contract/task.ts';

/** What a request changes of a task. */
export interface Wishes {
  /** Names that are left to choose from, in the task's order; all if not said. */
  only?: ReadonlySet<string>;
  /** How common names are where the text comes from, those that the task says if not said. */
  priors?: Readonly<Record<string, number>>;
  /** Least probability at which a name is said: one for all, by name, or one of the task's own. */
  threshold?: number | 'f1' | 'precision95' | Readonly<Record<string, number>>;
}

/** What is said of one text. */
export interface Verdict {
  /** `[names]`, in the task's order: probabilities, or numbers of targets. */
  scores: number[];
  /** The likeliest class, or label, that is sure enough; null when none is. */
  label: string | null;
  /** Of labels, all that are sure enough, the likeliest first. */
  said: string[];
}

/** Digits behind the point: a sum of a thousand still errs by less than a millionth. */
const DIGITS = 1e9;
const rounded = (value: number): number => Math.round(value * DIGITS) / DIGITS;

/** `empty`: the text has nothing in it that a model could go by; then nothing is said. */
export function judge(task: Task, logits: Float32Array, wishes: Wishes, empty: boolean): Verdict {
  const { kind, names } = task;
  if (kind === 'targets') {
    const scores = Array.from(logits, (value, i) => within(value, task.ranges![i]!));
    return { scores, label: null, said: [] };
  }
  const allowed = names.map((name) => wishes.only?.has(name) ?? true);
  const shifts = priorShifts(task, wishes.priors);
  const shifted = Array.from(logits, (logit, i) =>
    allowed[i] ? logit + shifts[i]! : Number.NEGATIVE_INFINITY,
  );
  const scores = (kind === 'classes' ? softmax(shifted) : shifted.map(logistic)).map(rounded);
  const least = names.map((name, i) => thresholdOf(task, wishes.threshold, name, i));
  const order = byScore(scores);
  const sure = order.filter((i) => allowed[i] && scores[i]! >= least[i]!);
  const first = kind === 'classes' ? order[0]! : sure[0];
  const label = !empty && first !== undefined && sure.includes(first) ? names[first]! : null;
  return { scores, label, said: empty || kind === 'classes' ? [] : sure.map((i) => names[i]!) };
}

/** Indices, the greatest score first; of equal ones the first in order. */
export const byScore = (scores: readonly number[]): number[] =>
  scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);

function within(value: number, [least, most]: readonly [number, number]): number {
  return Math.min(Math.max(value, least), most);
}

/** `e^(x - greatest)`, over their sum. */
function softmax(logits: readonly number[]): number[] {
  const greatest = logits.reduce((a, b) => Math.max(a, b));
  const powers = logits.map((logit) => exp(logit - greatest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function logistic(logit: number): number {
  const power = exp(-Math.abs(logit));
  return (logit < 0 ? power : 1) / (1 + power);
}

/** What other priors add to each logit (Saerens et al. 2002): of classes `ln(p' / p)`, of labels the same of the odds. */
function priorShifts({ kind, names, priors }: Task, wanted: Wishes['priors']): number[] {
  if (wanted === undefined) return names.map(() => 0);
  const known = names.map((name, i) => ({ was: priors![i]!, is: wanted[name] }));
  if (kind === 'labels') return known.map(({ was, is = was }) => log(is / (1 - is)) - log(was / (1 - was)));
  // Classes that are not named share what is left as they did before.
  let [left, unnamed] = [1, 0];
  for (const { was, is } of known) {
    if (is === undefined) unnamed += was;
    else left -= is;
  }
  return known.map(({ was, is }) => log((is ?? (was * left) / unnamed) / was));
}

function thresholdOf(
  { kind, thresholds, abstainBelow }: Task,
  asked: Wishes['threshold'],
  name: string,
  i: number,
) {
  if (typeof asked === 'number') return asked;
  // Where nothing was found that is right so often, nothing is ever sure enough.
  if (asked === 'f1' || asked === 'precision95') return thresholds?.[asked][i] ?? 2;
  const byDefault = kind === 'classes' ? (abstainBelow ?? 0) : (thresholds?.f1[i] ?? 0.5);
  return asked?.[name] ?? byDefault;
}
