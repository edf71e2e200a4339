/**
 * Every kernel again in plain TypeScript: what it computes, one rounding to float32 after another. The kernels use
 * nothing that IEEE 754 leaves open, so they must agree with these to the last bit.
 */
const { fround, abs, max, min, sqrt } = Math;

/** Rounds halves to even, as WebAssembly's `nearest` does. */
function nearest(x: number): number {
  if (!Number.isFinite(x)) return x;
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

const POLYNOMIAL = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
].map(fround);

export function exponential(x: number): number {
  const n = nearest(fround(x * fround(Math.LOG2E)));
  const high = fround(x - fround(n * fround(0.693359375)));
  const r = fround(high - fround(n * fround(-2.1219444e-4)));
  let p = POLYNOMIAL[0];
  for (const coefficient of POLYNOMIAL.slice(1)) p = fround(fround(p * r) + coefficient);
  p = fround(fround(fround(p * fround(r * r)) + r) + 1);
  return fround(p * 2 ** n);
}

export function sigmoid(x: number): number {
  const bounded = max(min(x, 87), -87);
  return fround(1 / fround(1 + exponential(-bounded)));
}

export function tanh(x: number): number {
  const bounded = max(min(x, 10), -10);
  return fround(1 - fround(2 / fround(1 + exponential(fround(bounded + bounded)))));
}

/** Keeps NaN and -0, as the kernel does. */
export function relu(x: number): number {
  if (x < 0) return 0;
  return x;
}

/** Steps on either side of zero that `inputs` products with int8 weights leave room for in 32 bits. */
export function levels(inputs: number): number {
  return min(32_767, Math.floor((2 ** 24 - 1) / inputs));
}

export function quantize(x: Float32Array, most: number): { values: Int16Array; step: number } {
  const greatest = x.reduce((sofar, value) => max(sofar, abs(value)), 0);
  if (greatest < fround(1e-30)) return { values: new Int16Array(x.length), step: 0 };
  const inverse = fround(most / greatest);
  const values = Int16Array.from(x, (value) => nearest(fround(value * inverse)));
  return { values, step: fround(greatest / most) };
}

/** `weights`: `[outputs, inputs]`. */
export function product(
  x: Int16Array,
  weights: Int8Array,
  scale: Float32Array,
  bias: Float32Array,
  step: number,
): Float32Array {
  return scale.map((factor, n) => {
    let sum = 0;
    for (let k = 0; k < x.length; k++) sum += weights[n * x.length + k] * x[k];
    return fround(fround(fround(sum) * fround(fround(step) * factor)) + bias[n]);
  });
}

export function norm(x: Float32Array, gain: Float32Array, epsilon: number): Float32Array {
  const lanes = [0, 0, 0, 0];
  for (const [i, value] of x.entries()) lanes[i % 4] = fround(lanes[i % 4] + fround(value * value));
  const sum = fround(fround(lanes[0] + lanes[1]) + fround(lanes[2] + lanes[3]));
  const root = fround(sqrt(fround(fround(sum / x.length) + fround(epsilon))));
  return x.map((value, i) => fround(fround(value / root) * gain[i]));
}
