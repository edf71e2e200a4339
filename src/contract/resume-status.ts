/** What became of a `resume` that was sent: see src/resume/sealed-token.ts. */
export const RESUME_STATUSES = [
  'hit',
  'expired',
  'stale',
  'foreign',
  'unknown_key',
  'forged',
  'malformed',
] as const;
/** One of `RESUME_STATUSES`. */
export type ResumeStatus = (typeof RESUME_STATUSES)[number];
