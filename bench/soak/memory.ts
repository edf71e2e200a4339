/** Memory of a process over a soak: what it settled at, and whether it went on rising. */

export interface Sample {
  /** Requests that had been answered. */
  requests: number;
  /** Of the process, in MB. */
  residentMB: number;
  /** Leases on models that were out at that moment. */
  leases: number;
  prefixBytes: number;
  wasmMemoryBytes: number;
  models: number;
}

export interface Flatness {
  /** Median over the tenth of the samples after the first tenth. */
  warmMB: number;
  /** Median over the last tenth. */
  lastMB: number;
  highestMB: number;
  /** `lastMB` over `warmMB`, less 1. */
  rise: number;
  /** Whether the rise is at most a tenth. */
  flat: boolean;
}

/** The first tenth of the samples is warm-up. Undefined for fewer than 20 samples. */
export function flatness(samples: readonly Sample[]): Flatness | undefined {
  if (samples.length < 20) return undefined;
  const tenth = Math.floor(samples.length / 10);
  const resident = samples.map(({ residentMB }) => residentMB);
  const warmMB = middle(resident.slice(tenth, 2 * tenth));
  const lastMB = middle(resident.slice(-tenth));
  const rise = lastMB / warmMB - 1;
  return { warmMB, lastMB, highestMB: Math.max(...resident), rise, flat: rise <= 0.1 };
}

function middle(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
