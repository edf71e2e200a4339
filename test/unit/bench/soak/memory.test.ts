import { expect, it } from 'vitest';
import { flatness, flatnessOfTenths, heldMB, type Sample } from '../../../../bench/soak/memory.ts';

const samples = (...resident: number[]): Sample[] =>
  resident.map((residentMB, i) => ({
    requests: i,
    residentMB,
    leases: 0,
    prefixBytes: 0,
    wasmMemoryBytes: 0,
    models: 1,
  }));
const series = (at: (i: number) => number) => samples(...Array.from({ length: 100 }, (_, i) => at(i)));

it('a process that has warmed up and stays is flat, whatever its warm-up and a single peak', () => {
  const told = flatness(series((i) => (i < 10 ? 50 + 10 * i : i === 60 ? 400 : 150 + (i % 3))))!;
  expect(told).toMatchObject({ flat: true, highestMB: 400 });
  expect(told.rise).toBeLessThan(0.02);
});

it('a process that rises by more than a tenth after its warm-up is not flat', () => {
  expect(flatness(series((i) => 200 + 0.2 * i))!.flat).toBe(true);
  expect(flatness(series((i) => 200 + 0.3 * i))!.flat).toBe(false);
});

it('says nothing of fewer than twenty samples', () => {
  expect(flatness(samples(...new Array<number>(19).fill(1)))).toBeUndefined();
});

it('what stands at the ends of tenths is flat when the last is like the second, whatever is between', () => {
  const told = flatnessOfTenths([45, 50, 70, 54]);
  expect(told).toMatchObject({ warmMB: 50, lastMB: 54, highestMB: 70, flat: true });
  expect(flatnessOfTenths([45, 50, 52, 54, 56])!.flat).toBe(false);
});

it('says nothing before the third tenth has ended', () => {
  expect(flatnessOfTenths([10, 10])).toBeUndefined();
});

it('a Worker holds its objects, its buffers, what stands behind them, and its WebAssembly memories', () => {
  const held = { heapBytes: 16e6, bufferBytes: 6e6, platformBytes: 1e6, wasmMemoryBytes: 27e6 };
  expect(heldMB({ requests: 1, residentMB: 400, ...held })).toBe(50);
});
