/** Whether confidences hold what they promise: of the suggestions that claim 70 %, are 70 % right? */

/** A tenth of the range of confidence. */
export interface Decile {
  from: number;
  count: number;
  meanConfidence: number;
  right: number;
  /** Mean confidence less share right. */
  difference: number;
}

const DECILES = 10;

/** Deciles that hold any case, lowest first. */
export function deciles(cases: readonly { confidence: number; right: boolean }[]): Decile[] {
  const groups = Array.from({ length: DECILES }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (const { confidence, right } of cases) {
    const group = groups[Math.min(DECILES - 1, Math.floor(confidence * DECILES))];
    group.count++;
    group.confidence += confidence;
    if (right) group.right++;
  }
  return groups.flatMap(({ count, confidence, right }, i) => {
    if (count === 0) return [];
    const meanConfidence = confidence / count;
    const share = right / count;
    return [{ from: i / DECILES, count, meanConfidence, right: share, difference: meanConfidence - share }];
  });
}
