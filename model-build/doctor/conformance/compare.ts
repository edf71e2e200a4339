/** One backend held against another on the checks. */
import { z } from 'zod';
import type { Backend } from '../../backend/index.ts';
import type { Check, Figures } from './checks.ts';

/**
 * Largest difference, as a share of the largest number of its kind: float32 rounding in another order, and a GPU's
 * own tanh and exp, which may be some hundred roundings off. A wrong formula is off by a hundredth or more.
 */
export const TOLERANCE = 5e-4;
/** Numbers that are all smaller than this are compared as if one of them were this large. */
const FLOOR = 1e-3;

export const ResultSchema = z.object({
  check: z.string(),
  passed: z.boolean(),
  /** Largest difference as TOLERANCE measures it; absent when the check threw or a number was none. */
  apart: z.number().optional(),
  /** What was furthest apart, or what was thrown. */
  detail: z.string(),
});
export type Result = z.infer<typeof ResultSchema>;

/** Runs a check on both backends, one after the other. An error of the backend is a failure, one of the reference throws. */
export async function compare(check: Check, backend: Backend, reference: Backend): Promise<Result> {
  await reference.select();
  const wanted = await check.compute(reference.ops);
  await backend.select();
  let got: Figures;
  try {
    got = await check.compute(backend.ops);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { check: check.name, passed: false, detail };
  }
  let apart = 0;
  let detail = '';
  for (const [name, numbers] of wanted) {
    const difference = relativeDifference(got.get(name)!, numbers);
    if (difference > apart || detail === '') [apart, detail] = [difference, name];
  }
  if (!Number.isFinite(apart))
    return { check: check.name, passed: false, detail: `${detail}: missing, or not a number` };
  return { check: check.name, passed: apart <= TOLERANCE, apart, detail };
}

/** Infinite where a number is missing or is none. */
function relativeDifference(got: Float32Array, wanted: Float32Array): number {
  if (got.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let largest = FLOOR;
  let difference = 0;
  wanted.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value));
    const apart = Math.abs(got[i] - value);
    difference = Math.max(difference, Number.isFinite(apart) ? apart : Number.POSITIVE_INFINITY);
  });
  return difference / largest;
}
