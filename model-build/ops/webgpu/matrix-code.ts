/**
 * WGSL of a product of matrices on a GPU's matrix units: factors rounded to float16, sums in float32.
 *
 *     result [m, n] = (G a) b / G (+ bias [n]) (+ addend [m, n])
 *
 * with the layouts, slices and `before` of product-code.ts, for sizes that its tiles divide. G, a power of two, lifts a
 * factor that is a gradient into the range of float16: what is below 6e-8 there is zero, what is above 65504 is cut.
 *
 * Eight subgroups make a tile of 8 x 8 blocks, four down and two across; each has two rows of four blocks. Stretches of the
 * factors lie in workgroup memory as they lie in theirs: a matrix unit reads rows and columns alike. The next stretches are
 * fetched while these are multiplied. Bias and addend are where sums begin.
 *
 * `chromium-experimental-subgroup-matrix`, as Dawn has it: docs/dawn/features/subgroup_matrix.md there.
 */
import type { ProductShape } from './product-code.ts';

/** Square blocks that an adapter multiplies at once, and the invocations of a subgroup, which share one. */
export interface MatrixUnits {
  edge: number;
  lanes: number;
}

/** A product on matrix units: what its sum begins with, one thing at most, and which factor is lifted. */
export interface MatrixShape
  extends Pick<ProductShape, 'layout' | 'bias' | 'addend' | 'accumulate' | 'before'> {
  units: MatrixUnits;
  scaled: 'a' | 'b' | undefined;
}

const [DOWN, ACROSS, ROWS, COLUMNS] = [4, 2, 2, 4];
/** Numbers between two rows in workgroup memory beyond a row: less conflicts of banks, and rows stay aligned. */
const GAP = 8;

/** Directives that the code wants. */
export const MATRIX_ENABLES = ['f16', 'subgroups', 'chromium_experimental_subgroup_matrix'];

/** Rows, and columns, of a tile. */
export const matrixTile = ({ edge }: MatrixUnits): number => DOWN * ROWS * edge;
/** Numbers of the inner dimension that are held in workgroup memory. */
export const matrixInner = ({ edge }: MatrixUnits): number => 2 * edge;
/** Invocations of a workgroup. */
export const matrixLanes = ({ lanes }: MatrixUnits): number => DOWN * ACROSS * lanes;
/** Fours of a stretch that each invocation fetches. */
const fetchedBy = (units: MatrixUnits) => (matrixTile(units) * matrixInner(units)) / 4 / matrixLanes(units);

/** Whether invocations can share the fetching evenly. */
export const sharesOut = (units: MatrixUnits): boolean => Number.isInteger(fetchedBy(units));

const listed = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

/** One of the factors on its way to workgroup memory. */
interface Factor {
  name: 'a' | 'b';
  /** Whether the inner dimension is contiguous. */
  innerRows: boolean;
  /** Numbers in a row of the stretch, and between two rows in workgroup memory. */
  row: number;
  stride: number;
  rows: number;
  scaled: boolean;
  before: boolean;
}

function factorOf(name: 'a' | 'b', shape: MatrixShape): Factor {
  const { layout, units, scaled, before } = shape;
  const innerRows = name === 'a' ? layout !== 'TN' : layout === 'NT';
  const [tile, inner] = [matrixTile(units), matrixInner(units)];
  const [rows, row] = innerRows ? [tile, inner] : [inner, tile];
  return {
    ...{ name, innerRows, rows, row, stride: row + GAP, scaled: scaled === name },
    before: name === 'a' && before > 0,
  };
}

/** `name_at(row, column)`: four numbers of a row. */
function fetchCode({ name, innerRows, before }: Factor): string {
  const width = innerRows ? 'K' : name === 'a' ? 'M' : 'N';
  if (!before)
    return `fn ${name}_at(row : u32, column : u32) -> vec4<f32> { return ${name}[(row * ${width} + column) / 4u]; }`;
  return `fn ${name}_at(row : u32, column : u32) -> vec4<f32> {
  if (row < BEFORE) { return before[(row * ${width} + column) / 4u]; }
  return ${name}[((row - BEFORE) * ${width} + column) / 4u];
}`;
}

const fetch = ({ name, innerRows, row }: Factor, units: MatrixUnits) =>
  listed(fetchedBy(units), (i) => {
    const id = `(lane + ${i * matrixLanes(units)}u)`;
    const [down, along] = [`${id} / ${row / 4}u`, `${id} % ${row / 4}u * 4u`];
    const first = name === 'a' ? 'firstRow' : 'firstColumn';
    const place = innerRows ? `${first} + ${down}, at + ${along}` : `at + ${down}, ${first} + ${along}`;
    return `${name}${i} = ${name}_at(${place});`;
  });

const store = ({ name, row, stride, scaled }: Factor, units: MatrixUnits) =>
  listed(fetchedBy(units), (i) => {
    const id = `(lane + ${i * matrixLanes(units)}u)`;
    const value = scaled
      ? `clamp(${name}${i} * SCALE, vec4<f32>(-65504.0), vec4<f32>(65504.0))`
      : `${name}${i}`;
    return `{ let v = vec4<f16>(${value});
      let place = ${id} / ${row / 4}u * ${stride}u + ${id} % ${row / 4}u * 4u;
      ${listed(4, (j) => `${name}Tile[place + ${j}u] = v[${j}];`)} }`;
  });

/** A block of a factor: `outer` blocks from the tile's edge, `inner` blocks into the stretch. */
function load(
  { name, innerRows, stride }: Factor,
  { edge }: MatrixUnits,
  outer: string,
  inner: number,
): string {
  const place = innerRows
    ? `(${outer}) * ${edge * stride}u + ${inner * edge}u`
    : `(${outer}) * ${edge}u + ${inner * edge * stride}u`;
  const kind = `subgroup_matrix_${name === 'a' ? 'left' : 'right'}<f16, ${edge}, ${edge}>`;
  // Rows of the block are outer for the left factor, inner for the right one.
  const order = innerRows === (name === 'a') ? 'row_major' : 'col_major';
  return `subgroupMatrixLoad<${kind}, ${order}>(&${name}Tile, ${place}, ${stride}u)`;
}

/** What the sum of a block begins with; `place` is where the block begins in the result. */
function begin(shape: MatrixShape, i: number, j: number): string {
  const { units, bias, addend, accumulate } = shape;
  const { edge } = units;
  const kind = `subgroup_matrix_result<f32, ${edge}, ${edge}>`;
  const from = bias ? 'biasTile' : accumulate ? 'result' : addend ? 'addend' : undefined;
  if (!from) return `var c${i}${j} : ${kind};`;
  const [place, stride] = bias
    ? [`(subgroup % ${ACROSS}u * ${COLUMNS}u + ${j}u) * ${edge}u`, `${matrixTile(units)}u`]
    : [placeOf(shape, i, j), 'N'];
  const loaded = `subgroupMatrixLoad<${kind}, row_major>(&${from}, ${place}, ${stride})`;
  return `var c${i}${j} = ${scaledBy(shape, loaded, 'SCALE')};`;
}

const scaledBy = ({ scaled }: MatrixShape, value: string, factor: string) =>
  scaled ? `subgroupMatrixScalarMultiply(${value}, ${factor})` : value;

function placeOf({ units: { edge } }: MatrixShape, i: number, j: number): string {
  const row = `firstRow + (subgroup / ${ACROSS}u * ${ROWS}u + ${i}u) * ${edge}u`;
  const column = `firstColumn + (subgroup % ${ACROSS}u * ${COLUMNS}u + ${j}u) * ${edge}u`;
  return `(group.z * M + ${row}) * N + ${column}`;
}

/** Which tensors are read by four. */
export const MATRIX_FOURS = ['a', 'b', 'before'];

/** The program's code; it wants M, N, K, BEFORE, TILES, the stretches in a slice, and SCALE where a factor is lifted. */
export function matrixCode(shape: MatrixShape): string {
  const { units, bias } = shape;
  const { edge } = units;
  const tile = matrixTile(units);
  const [a, b] = [factorOf('a', shape), factorOf('b', shape)];
  const both = (line: (factor: Factor) => string) => [a, b].map(line).join('\n');
  const each = (line: (i: number, j: number) => string) =>
    listed(ROWS, (i) => listed(COLUMNS, (j) => line(i, j)));
  return `
${both(({ name, rows, stride }) => `var<workgroup> ${name}Tile : array<f16, ${rows * stride}>;`)}
${bias ? `var<workgroup> biasTile : array<f32, ${edge * tile}>;` : ''}
${both(fetchCode)}
@compute @workgroup_size(${matrixLanes(units)}) fn main(@builtin(workgroup_id) group : vec3<u32>,
  @builtin(local_invocation_index) lane : u32, @builtin(subgroup_id) subgroup : u32) {
  let firstRow = group.y * ${tile}u;
  let firstColumn = group.x * ${tile}u;
  var at = group.z * TILES * ${matrixInner(units)}u;
  ${listed(fetchedBy(units), (i) => `var a${i} : vec4<f32>; var b${i} : vec4<f32>;`)}
  ${both((factor) => fetch(factor, units))}
  ${bias ? biasCode(units) : ''}
  ${each((i, j) => begin(shape, i, j))}
  for (var t = 0u; t < TILES; t++) {
    ${both((factor) => store(factor, units))}
    workgroupBarrier();
    at += ${matrixInner(units)}u;
    if (t + 1u < TILES) {
      ${both((factor) => fetch(factor, units))}
    }
    ${listed(
      matrixInner(units) / edge,
      (k) => `{
      ${listed(ROWS, (i) => `let x${i} = ${load(a, units, `subgroup / ${ACROSS}u * ${ROWS}u + ${i}u`, k)};`)}
      ${listed(COLUMNS, (j) => `let y${j} = ${load(b, units, `subgroup % ${ACROSS}u * ${COLUMNS}u + ${j}u`, k)};`)}
      ${each((i, j) => `c${i}${j} = subgroupMatrixMultiplyAccumulate(x${i}, y${j}, c${i}${j});`)}
    }`,
    )}
    workgroupBarrier();
  }
  ${each((i, j) => `subgroupMatrixStore<row_major>(&result, ${placeOf(shape, i, j)}, ${scaledBy(shape, `c${i}${j}`, '1.0 / SCALE')}, N);`)}
}`;
}

/** The bias's stretch in as many rows as a block has. */
const biasCode = (
  units: MatrixUnits,
) => `for (var i = lane; i < ${units.edge * matrixTile(units)}u; i += ${matrixLanes(units)}u) {
    biasTile[i] = bias[firstColumn + i % ${matrixTile(units)}u];
  }
  workgroupBarrier();`;

/** Whether tiles divide a product, slices of its inner dimension too. */
export const divides = (
  units: MatrixUnits,
  { m, n, k, slices }: Record<'m' | 'n' | 'k' | 'slices', number>,
): boolean =>
  m % matrixTile(units) === 0 && n % matrixTile(units) === 0 && k % (slices * matrixInner(units)) === 0;
