/** Somebody stopped the run; it is saved. */
export class Interrupted extends Error {}
