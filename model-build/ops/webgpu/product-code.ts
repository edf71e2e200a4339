/**
 * WGSL of a product of matrices in float32.
 *
 *     result [m, n] = a [m, k] b [k, n] (+ bias [n]) (+ addend [m, n])
 *
 * either factor may be stored transposed. A workgroup makes a square tile of the result: the stretches of both factors that
 * it takes, `INNER` numbers of the inner dimension long, lie in workgroup memory with the inner dimension outermost, and
 * the next ones are fetched while these are multiplied. Each invocation has `4 parts` x `4 parts` numbers of the tile.
 * The inner dimension may be cut into slices, each summed on its own: `result [slices, m, n]`.
 */

/** Numbers of the inner dimension that are held in workgroup memory. */
export const INNER = 16;

/** `N`: as it is multiplied; `T`: stored transposed. First the left factor, then the right one. */
export type Layout = 'NN' | 'NT' | 'TN';

/** A square tile: side x side invocations, each with `parts` x `parts` squares of four by four. */
export interface Tile {
  side: 16 | 8;
  parts: 2 | 1;
}

/** Rows, and columns, of a tile. */
export const edge = ({ side, parts }: Tile): number => 4 * side * parts;

export interface ProductShape {
  layout: Layout;
  tile: Tile;
  m: number;
  n: number;
  k: number;
  bias: boolean;
  addend: boolean;
  /** Adds to what is there. */
  accumulate: boolean;
  /** The first rows of a transposed left factor lie in `before`, so many. */
  before: number;
}

const listed = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

/** One of the factors on its way to workgroup memory. */
interface Factor {
  name: 'a' | 'b';
  /** Whether the inner dimension is contiguous: the tile is turned on its way. */
  turned: boolean;
  /** Numbers along the outer dimension, a constant's name. */
  outer: 'M' | 'N';
  /** Whether it is bound as vec4. */
  four: boolean;
  before: boolean;
}

/** Which of the factors are read by four, as their rows allow. */
export function foursOf({ layout, m, n, k, before }: ProductShape): string[] {
  const fits = (width: number) => width % 4 === 0;
  const names: string[] = [];
  if (fits(layout === 'TN' ? m : k)) names.push('a', ...(before > 0 ? ['before'] : []));
  if (fits(layout === 'NT' ? k : n)) names.push('b');
  if (fits(n)) names.push('bias', 'addend', 'result');
  return names;
}

/** `name_at(outer, inner)`: four numbers along the contiguous dimension, zeros beyond the end. */
function fetchCode({ name, turned, outer, four, before }: Factor): string {
  const [row, column, rows, columns] = turned
    ? (['o', 'i', outer, 'K'] as const)
    : (['i', 'o', 'K', outer] as const);
  const place = before ? `(${row} - BEFORE) * ${columns} + ${column}` : `${row} * ${columns} + ${column}`;
  const early = before
    ? `if (${row} < BEFORE) { return ${four ? `before[(${row} * ${columns} + ${column}) / 4u]` : gathered('before', `${row} * ${columns} + ${column}`, column, columns)}; }`
    : '';
  return `fn ${name}_at(o : u32, i : u32) -> vec4<f32> {
  if (${row} >= ${rows} || ${column} >= ${columns}) { return vec4<f32>(0.0); }
  ${early}
  return ${four ? `${name}[(${place}) / 4u]` : gathered(name, place, column, columns)};
}`;
}

/** Four numbers one by one, those beyond the row's end zero. */
const gathered = (name: string, place: string, column: string, columns: string) =>
  `vec4<f32>(${[0, 1, 2, 3]
    .map((j) =>
      j === 0
        ? `${name}[${place}]`
        : `select(0.0, ${name}[min(${place} + ${j}u, arrayLength(&${name}) - 1u)], ${column} + ${j}u < ${columns})`,
    )
    .join(', ')})`;

/** The program's code; it wants M, N, K and TILES, the stretches of the inner dimension in a slice. */
export function productCode(shape: ProductShape): string {
  const { layout, tile, bias, addend, accumulate, before } = shape;
  const { side, parts } = tile;
  const fours = foursOf(shape);
  const factors: Factor[] = [
    { name: 'a', turned: layout !== 'TN', outer: 'M', four: fours.includes('a'), before: before > 0 },
    { name: 'b', turned: layout === 'NT', outer: 'N', four: fours.includes('b'), before: false },
  ];
  const row = edge(tile) / 4;
  // A turned store meets fewer conflicts of banks with a gap.
  const width = ({ turned }: Factor) => (turned ? row + 1 : row);
  // Fours of a stretch that each invocation fetches.
  const fetched = (row * INNER) / side ** 2;
  const fetch = ({ name, turned }: Factor) =>
    listed(fetched, (i) => {
      const id = `(lane + ${i * side ** 2}u)`;
      const first = name === 'a' ? 'firstRow' : 'firstColumn';
      return turned
        ? `${name}${i} = ${name}_at(${first} + ${id} / 4u, at + ${id} % 4u * 4u);`
        : `${name}${i} = ${name}_at(${first} + ${id} % ${row}u * 4u, at + ${id} / ${row}u);`;
    });
  const store = (factor: Factor) =>
    listed(fetched, (i) => {
      const { name, turned } = factor;
      const id = `(lane + ${i * side ** 2}u)`;
      if (!turned) return `${name}Tile[${id} / ${row}u * ${width(factor)}u + ${id} % ${row}u] = ${name}${i};`;
      return listed(
        4,
        (j) =>
          `${name}Tile[(${id} % 4u * 4u + ${j}u) * ${width(factor)}u + ${id} / 16u][${id} / 4u % 4u] = ${name}${i}[${j}];`,
      );
    });
  const each = (line: (i: number, r: number, j: number) => string) =>
    listed(parts, (i) => listed(4, (r) => listed(parts, (j) => line(i, r, j))));
  const [a, b] = factors as [Factor, Factor];
  return `
var<workgroup> aTile : array<vec4<f32>, ${INNER * width(a)}>;
var<workgroup> bTile : array<vec4<f32>, ${INNER * width(b)}>;
${factors.map(fetchCode).join('\n')}
${writeCode(fours.includes('result'), { bias, addend, accumulate })}
@compute @workgroup_size(${side * side}) fn main(@builtin(workgroup_id) group : vec3<u32>,
  @builtin(local_invocation_index) lane : u32) {
  let tx = lane % ${side}u;
  let ty = lane / ${side}u;
  let firstRow = group.y * ${edge(tile)}u;
  let firstColumn = group.x * ${edge(tile)}u;
  var at = group.z * TILES * ${INNER}u;
  ${each((i, r, j) => `var c${i}${r}${j} = vec4<f32>(0.0);`)}
  ${listed(fetched, (i) => `var a${i} : vec4<f32>; var b${i} : vec4<f32>;`)}
  ${factors.map(fetch).join('\n')}
  for (var t = 0u; t < TILES; t++) {
    ${factors.map(store).join('\n')}
    workgroupBarrier();
    at += ${INNER}u;
    if (t + 1u < TILES) {
      ${factors.map(fetch).join('\n')}
    }
    for (var k = 0u; k < ${INNER}u; k++) {
      ${listed(parts, (i) => `let x${i} = aTile[k * ${width(a)}u + ty + ${side * i}u]; let y${i} = bTile[k * ${width(b)}u + tx + ${side * i}u];`)}
      ${each((i, r, j) => `c${i}${r}${j} = fma(vec4<f32>(x${i}[${r}]), y${j}, c${i}${r}${j});`)}
    }
    workgroupBarrier();
  }
  ${each((i, r, j) => `put(group.z, firstRow + ty * 4u + ${4 * side * i + r}u, firstColumn + (tx + ${side * j}u) * 4u, c${i}${r}${j});`)}
}`;
}

/** `put(slice, row, column, v)`: four numbers of a row into the result. */
function writeCode(
  four: boolean,
  { bias, addend, accumulate }: Pick<ProductShape, 'bias' | 'addend' | 'accumulate'>,
): string {
  const sum = (place: string, column: string, value: string) =>
    [
      value,
      ...(bias ? [`bias[${column}]`] : []),
      ...(addend ? [`addend[${place}]`] : []),
      ...(accumulate ? [`result[${place}]`] : []),
    ].join(' + ');
  const put = four
    ? `let place = ((slice * M + row) * N + column) / 4u;
  result[place] = ${sum('place', 'column / 4u', 'v')};`
    : `for (var j = 0u; j < 4u && column + j < N; j++) {
    let place = (slice * M + row) * N + column + j;
    result[place] = ${sum('place', 'column + j', 'v[j]')};
  }`;
  return `fn put(slice : u32, row : u32, column : u32, v : vec4<f32>) {
  if (row >= M || column >= N) { return; }
  ${put}
}`;
}
