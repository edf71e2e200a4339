/** A row of `npm run bench:page`: what was measured, beside what it must be and what it should be. */
export interface Row {
  what: string;
  must: number;
  goal: number;
  measured: number;
  unit: string;
  /** More is better. */
  more?: boolean;
}
