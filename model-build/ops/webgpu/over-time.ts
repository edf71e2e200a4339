/**
 * What cells with a recurrent matrix share: a program that is run once for each time step, product and cell in one.
 *
 *     sums (lane, unit, gate) = sum over k of left (lane, k) right (k, gate, unit)
 *
 * followed by the cell's own arithmetic on each lane and unit. Forward, `left` is the state of the step before and `right`
 * the kernel; backward, `left` is the gradient of the sums of the step after and `right` the kernel transposed, and the
 * gradient of the kernel is one product at the end. Inputs have met their own kernel before, for the whole window at once.
 *
 * Why a program a step, and not one that walks through time by itself: workgroups cannot wait for each other, so such a
 * program has to keep its lanes apart, and each workgroup would read the whole kernel at every step (docs/decisions/0020).
 */
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { Gpu } from './gpu.ts';
import { slicedProduct } from './product.ts';
import type { Program } from './program.ts';

/** Of lanes and of units in a workgroup's tile; each invocation has two lanes and four units. */
const TILE = 32;
const INNER = 16;
const INVOCATIONS = 128;

/** A cell's part of the program. */
export interface StepCode {
  name: string;
  /** Sums a unit: the gates that the kernel is read for. */
  gates: number;
  batch: number;
  hidden: number;
  time: number;
  /** Numbers that each sum is over. */
  inner: number;
  /** `fn left_at(t : u32, l : u32, k : u32) -> f32` and `fn right_at(k : u32, gate : u32, unit : u32) -> f32`. */
  factors: string;
  /** Whether time runs backwards: then the first step that runs has no sums. */
  backwards: boolean;
  /**
   * `fn cell(t : u32, l : u32, unit : u32, sums : array<f32, GATES>)`; `place(t, l, width)` is where a row of
   * `[T, B, width]` begins.
   */
  cell: string;
}

/** The functions that cells are made of. The clamp is for drivers whose tanh overflows. */
export const FUNCTIONS = `fn logistic(x : f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }
fn hyperbolic(x : f32) -> f32 { return tanh(clamp(x, -15.0, 15.0)); }`;

const listed = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

/** Runs a cell through time. */
export function overTime(gpu: Gpu, code: StepCode, tensors: Pick<Program, 'reads' | 'writes'>): void {
  const { name, gates, batch, hidden, time, inner, backwards } = code;
  gpu.run({
    ...tensors,
    name,
    sizes: { GATES: gates, BATCH: batch, HIDDEN: hidden, TIME: time, K: inner },
    code: () => stepCode(code),
    lanes: INVOCATIONS,
    groups: [Math.ceil(hidden / TILE), Math.ceil(batch / TILE), 1],
    times: time,
    macs: (time - (backwards ? 1 : 0)) * batch * hidden * gates * inner,
  });
}

function stepCode({ gates, factors, cell, backwards }: StepCode): string {
  const width = TILE + 1;
  const rights = (gates * TILE * INNER) / INVOCATIONS;
  const lefts = (TILE * INNER) / INVOCATIONS;
  const both = (line: (r: number, g: number) => string) => listed(2, (r) => listed(gates, (g) => line(r, g)));
  return `
var<workgroup> leftTile : array<f32, ${INNER * width}>;
var<workgroup> rightTile : array<vec4<f32>, ${(gates * INNER * TILE) / 4}>;
${FUNCTIONS}
fn place(t : u32, l : u32, width : u32) -> u32 { return (t * BATCH + l) * width; }
${factors}
${cell}
@compute @workgroup_size(${INVOCATIONS}) fn main(@builtin(workgroup_id) group : vec3<u32>,
  @builtin(local_invocation_index) id : u32) {
  let t = ${backwards ? 'TIME - 1u - step.index' : 'step.index'};
  let firstLane = group.y * ${TILE}u;
  let firstUnit = group.x * ${TILE}u;
  let tx = id % 8u;
  let ty = id / 8u;
  ${both((r, g) => `var c${r}${g} = vec4<f32>(0.0);`)}
  let end = ${backwards ? 'select(K, 0u, step.index == 0u)' : 'K'};
  for (var at = 0u; at < end; at += ${INNER}u) {
    for (var i = 0u; i < ${lefts}u; i++) {
      let l = (id + i * ${INVOCATIONS}u) / ${INNER}u;
      let k = (id + i * ${INVOCATIONS}u) % ${INNER}u;
      var v = 0.0;
      if (firstLane + l < BATCH && at + k < K) { v = left_at(t, firstLane + l, at + k); }
      leftTile[k * ${width}u + l] = v;
    }
    for (var i = 0u; i < ${rights}u; i++) {
      let n = id + i * ${INVOCATIONS}u;
      let gate = n / ${TILE * INNER}u;
      ${backwards ? `let k = n % ${INNER}u; let u = n / ${INNER}u % ${TILE}u;` : `let u = n % ${TILE}u; let k = n / ${TILE}u % ${INNER}u;`}
      var v = 0.0;
      if (firstUnit + u < HIDDEN && at + k < K) { v = right_at(at + k, gate, firstUnit + u); }
      rightTile[((gate * ${INNER}u + k) * ${TILE}u + u) / 4u][u % 4u] = v;
    }
    workgroupBarrier();
    for (var k = 0u; k < ${INNER}u; k++) {
      ${listed(2, (r) => `let x${r} = vec4<f32>(leftTile[k * ${width}u + ty * 2u + ${r}u]);`)}
      ${listed(gates, (g) => `let y${g} = rightTile[(${g * INNER}u + k) * ${TILE / 4}u + tx];`)}
      ${both((r, g) => `c${r}${g} = fma(x${r}, y${g}, c${r}${g});`)}
    }
    workgroupBarrier();
  }
  ${listed(
    2,
    (r) => `if (firstLane + ty * 2u + ${r}u < BATCH) {
    for (var j = 0u; j < 4u; j++) {
      let unit = firstUnit + tx * 4u + j;
      if (unit < HIDDEN) {
        cell(t, firstLane + ty * 2u + ${r}u, unit, array<f32, GATES>(${Array.from({ length: gates }, (_, g) => `c${r}${g}[j]`).join(', ')}));
      }
    }
  }`,
  )}
}`;
}

/** `left_at` of a forward program: the state before step `t`. */
export const STATE_BEFORE = `fn before(t : u32, l : u32, k : u32) -> f32 {
  if (t == 0u) { return first[l * HIDDEN + k]; }
  return y[place(t - 1u, l, HIDDEN) + k];
}`;

/** Factors of a forward program: the state before, the kernel `[H, gates H]`. */
export const FORWARD_FACTORS = `${STATE_BEFORE}
fn left_at(t : u32, l : u32, k : u32) -> f32 { return before(t, l, k); }
fn right_at(k : u32, gate : u32, unit : u32) -> f32 { return kernel[(k * GATES + gate) * HIDDEN + unit]; }`;

/** Factors of a backward program: the gradient of the sums `[T, B, K]` of the step after, the kernel transposed. */
export const backwardFactors = (gradient: string): string => `
fn left_at(t : u32, l : u32, k : u32) -> f32 { return ${gradient}[place(t + 1u, l, K) + k]; }
fn right_at(k : u32, gate : u32, unit : u32) -> f32 { return kernel[unit * K + k]; }`;

/** d kernel `[H, G]` = the sum over time of transpose(h(t - 1)) d sums(t); h(-1) is `first`. */
export function kernelGradient(
  gpu: Gpu,
  kernel: Tensor,
  first: Tensor2D,
  states: Tensor3D,
  gradient: Tensor,
): Tensor2D {
  const [time, batch, hidden] = states.shape;
  const k = time * batch;
  const p = { a: states, b: gradient, m: hidden, n: gradient.size / k, k, layout: 'TN' } as const;
  const mark = { factor: 'b', rows: k } as const;
  return slicedProduct(
    gpu,
    { ...p, before: { of: first, rows: batch }, gradient: mark },
    gpu.gradientOf(kernel),
  );
}
