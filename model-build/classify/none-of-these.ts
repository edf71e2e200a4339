/**
 * The prior of a class of texts that are none of the others. Its share of the table says how many of them somebody collected,
 * and nothing of how many will come: so it is chosen on `valid`, where being right within the other names and finding what is none
 * of them come out best together, each counting half (Youden 1950).
 */
import { greatest } from './measures.ts';

/** Priors that are tried beside the table's own share: every twentieth, up to one text of two. */
const STEP = 0.05;
const MOST = 0.5;

/** Logits `[rows][names]` beside what is right of them. */
export interface Answered {
  logits: readonly ArrayLike<number>[];
  answers: readonly ArrayLike<number>[];
}

/** What a model is to add to each logit for priors other than those it was trained by. */
export const shiftsOf = (was: readonly number[], is: readonly number[]): number[] =>
  is.map((prior, i) => Math.log(prior / was[i]));

/**
 * Priors `[names]`, of which `none` is the one that was chosen, and never below its share; the others are to each other as they were. The least of equals. `logits` are
 * calibrated; where `valid` has no text that is none of the names, or nothing else, all stay.
 */
export function fitNonePrior(priors: readonly number[], none: number, valid: Answered): number[] {
  const share = priors[none];
  let best = { priors: [...priors], value: together(none, valid) };
  for (let prior = STEP; prior <= MOST + 1e-9; prior += STEP) {
    if (prior <= share) continue;
    const tried = priors.map((was, i) => (i === none ? prior : (was * (1 - prior)) / (1 - share)));
    const shifts = shiftsOf(priors, tried);
    const logits = valid.logits.map((z) => Float64Array.from(z, (value, i) => value + shifts[i]));
    const value = together(none, { ...valid, logits });
    if (value > best.value) best = { priors: tried, value };
  }
  return best.priors;
}

/** Mean of two shares: of texts within the names that are said right, and of others that are said to be none of them. */
function together(none: number, { logits, answers }: Answered): number {
  const within = { right: 0, all: 0 };
  const outside = { right: 0, all: 0 };
  for (const [row, z] of logits.entries()) {
    const is = greatest(answers[row]);
    const counted = is === none ? outside : within;
    counted.all++;
    if (greatest(z) === is) counted.right++;
  }
  return (within.right / within.all + outside.right / outside.all) / 2;
}
