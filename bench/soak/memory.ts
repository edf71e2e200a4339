/** Memory over a soak, of the process and of what the Worker's isolate holds: what it settled at, and whether it rose. */
import type { Held } from './isolate.ts';

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

/** At the end of a tenth, with nothing under way and all garbage collected. */
export interface Settled extends Held {
  requests: number;
  wasmMemoryBytes: number;
  /** Of the process, in MB. */
  residentMB: number;
}

/** One process of a soak. */
export interface ProcessMemory {
  samples: Sample[];
  settled: Settled[];
}

export interface Flatness {
  /** In the second tenth: the median of its samples, or its end. */
  warmMB: number;
  /** In the last tenth. */
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
  return judge(resident, middle(resident.slice(tenth, 2 * tenth)), middle(resident.slice(-tenth)));
}

/** Of a figure at the end of each tenth, in MB. Undefined when fewer than three tenths have ended. */
export function flatnessOfTenths(ends: readonly number[]): Flatness | undefined {
  return ends.length < 3 ? undefined : judge(ends, ends[1], ends.at(-1)!);
}

/**
 * What the Worker itself holds, in JavaScript and in WebAssembly: the rest of the process is workerd, and garbage where it
 * has not been collected yet.
 */
export function heldMB({ heapBytes, bufferBytes, platformBytes, wasmMemoryBytes }: Settled): number {
  return (heapBytes + bufferBytes + platformBytes + wasmMemoryBytes) / 1e6;
}

function judge(all: readonly number[], warmMB: number, lastMB: number): Flatness {
  const rise = lastMB / warmMB - 1;
  return { warmMB, lastMB, highestMB: Math.max(...all), rise, flat: rise <= 0.1 };
}

function middle(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
