/**
 * Matrix units played by plain code: every invocation of a subgroup has a whole block, and computes all of it. For code that
 * is made for units which no driver in software has.
 */
import type { MatrixUnits } from '../../model-build/ops/webgpu/matrix-code.ts';

/** A call of one of the functions, up to its first argument: what it is for, and how the block lies. */
const LOAD = /subgroupMatrixLoad<subgroup_matrix_(\w+)<\w+, \d+, \d+>, (\w+)_major>\(&(\w+),/g;

/** WGSL that computes what `code` computes on units of that size, without them. */
export function played(code: string, { edge, lanes }: MatrixUnits): string {
  const block = `array<f32, ${edge * edge}>`;
  const loads = new Map<string, string>();
  const body = code
    .replace(LOAD, (_, _use: string, order: string, from: string) => {
      const name = `load_${from}_${order}`;
      const place = order === 'row' ? 'r * stride + c' : 'c * stride + r';
      loads.set(
        name,
        `fn ${name}(place : u32, stride : u32) -> ${block} {
  var v : ${block};
  for (var r = 0u; r < ${edge}u; r++) { for (var c = 0u; c < ${edge}u; c++) {
    v[r * ${edge}u + c] = f32(${from}[place + ${place}]);
  } }
  return v;
}`,
      );
      return `${name}(`;
    })
    .replaceAll(/subgroup_matrix_result<\w+, \d+, \d+>/g, block)
    .replaceAll('subgroupMatrixMultiplyAccumulate(', 'accumulated(')
    .replaceAll('subgroupMatrixScalarMultiply(', 'times(')
    .replaceAll('subgroupMatrixStore<row_major>(&result, ', 'keep(')
    .replace(', @builtin(subgroup_id) subgroup : u32) {', `) {\n  let subgroup = lane / ${lanes}u;`);
  return `${[...loads.values()].join('\n')}
fn accumulated(left : ${block}, right : ${block}, sums : ${block}) -> ${block} {
  var x = left;
  var y = right;
  var v = sums;
  for (var r = 0u; r < ${edge}u; r++) { for (var c = 0u; c < ${edge}u; c++) { for (var k = 0u; k < ${edge}u; k++) {
    v[r * ${edge}u + c] += x[r * ${edge}u + k] * y[k * ${edge}u + c];
  } } }
  return v;
}
fn times(block : ${block}, factor : f32) -> ${block} {
  var v = block;
  for (var i = 0u; i < ${edge * edge}u; i++) { v[i] *= factor; }
  return v;
}
fn keep(place : u32, block : ${block}, stride : u32) {
  var v = block;
  for (var r = 0u; r < ${edge}u; r++) { for (var c = 0u; c < ${edge}u; c++) {
    result[place + r * stride + c] = v[r * ${edge}u + c];
  } }
}
${body}`;
}
