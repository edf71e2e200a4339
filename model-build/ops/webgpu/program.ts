/** A WGSL program: what it is told when it is compiled, which tensors it reads and writes, how many run it. */
import type { Tensor } from '@tensorflow/tfjs';

/** A tensor, or a stretch of one: `count` numbers from `from`, which must be a multiple of `STRETCH`. */
export type Bound = Tensor | { of: Tensor; from: number; count: number };
/** Numbers at a multiple of which a buffer may be bound: 256 bytes, the most that an adapter may ask for. */
export const STRETCH = 64;

/**
 * `code` sees each size as a constant in capitals, each tensor as an array by its name. As sizes are known when it is
 * compiled, nothing but tensors is bound, and divisions by a width cost no division.
 */
export interface Program {
  /** Names the code: same name and same sizes, same code. */
  name: string;
  /** Asked for when it is compiled. */
  code: () => string;
  /** Extensions of WGSL that the code wants. */
  enables?: readonly string[];
  /** Whole numbers, u32 in the code. */
  sizes: Record<string, number>;
  /** f32 in the code. */
  floats?: Record<string, number>;
  reads: Record<string, Bound>;
  writes: Record<string, Bound>;
  /** Names of those that are arrays of vec4, in place of f32 (or i32, where the tensor is). */
  fours?: readonly string[];
  /** Invocations in a workgroup. */
  lanes: number;
  /** Workgroups. */
  groups: readonly [number, number, number];
  /** Runs so many times, one after the other; `step.index` counts from 0. */
  times?: number;
  /** Multiplications with an addition, for a profile. */
  macs?: number;
}

/** Workgroups along one axis, at most: the least that an adapter must allow. */
const MOST_GROUPS = 65_535;
const LANES = 256;

type Parts = Omit<Program, 'code' | 'enables' | 'lanes' | 'groups' | 'sizes'> & {
  sizes?: Record<string, number>;
  /** Functions and declarations outside of `main`. */
  functions?: string;
  body: string;
};

/** Workgroups in rows of `MOST_GROUPS`, and the code that counts them. */
const inRows = (groups: number): { groups: [number, number, number]; number: string } => {
  const wide = Math.min(groups, MOST_GROUPS);
  return { groups: [wide, Math.ceil(groups / wide), 1], number: `group.y * ${wide}u + group.x` };
};

const head = (lanes: number) =>
  `@compute @workgroup_size(${lanes}) fn main(@builtin(workgroup_id) group : vec3<u32>,
     @builtin(local_invocation_index) lane : u32)`;

/** One invocation for each `index` below `count`. */
export function elementwise(
  count: number,
  { functions = '', body, sizes, ...rest }: Parts,
  lanes = LANES,
): Program {
  const { groups, number } = inRows(Math.ceil(count / lanes));
  return {
    ...rest,
    sizes: { ...sizes, COUNT: count },
    code: () => `${functions}
${head(lanes)} {
  let index = (${number}) * ${lanes}u + lane;
  if (index >= COUNT) { return; }
  ${body}
}`,
    lanes,
    groups,
  };
}

/**
 * A workgroup of `lanes` for each `row` below `count`. The body knows `lane`, and may call, with all lanes at once,
 * `total(v)` and `peak(v)`: the sum and the maximum over the lanes.
 */
export function groupwise(
  count: number,
  lanes: number,
  { functions = '', body, sizes, ...rest }: Parts,
): Program {
  const { groups, number } = inRows(count);
  return {
    ...rest,
    sizes: { ...sizes, COUNT: count, LANES: lanes },
    code: () => `var<workgroup> shared_ : array<f32, LANES>;
${reduction('total', 'a + b')}
${reduction('peak', 'max(a, b)')}
${functions}
${head(lanes)} {
  let row = ${number};
  if (row >= COUNT) { return; }
  ${body}
}`,
    lanes,
    groups,
  };
}

const reduction = (name: string, both: string) => `
fn ${name}(value : f32, lane : u32) -> f32 {
  workgroupBarrier();
  shared_[lane] = value;
  workgroupBarrier();
  for (var half = LANES / 2u; half > 0u; half = half / 2u) {
    if (lane < half) {
      let a = shared_[lane];
      let b = shared_[lane + half];
      shared_[lane] = ${both};
    }
    workgroupBarrier();
  }
  return shared_[0];
}`;

/** Four numbers at a time where the width allows it: the type, how many fit, and the names to bind so. */
export const byFour = (width: number, names: readonly string[]) =>
  width % 4 === 0
    ? { type: 'vec4<f32>', step: 4, fours: names }
    : { type: 'f32', step: 1, fours: [] as readonly string[] };

/** The logistic function, for numbers of a type. */
export const logistic = (type: string) =>
  `fn logistic(x : ${type}) -> ${type} { return 1.0 / (1.0 + exp(-x)); }`;

/** All of a program's code: its constants, its arrays, itself. */
export function sourceOf(program: Program): string {
  const { sizes, floats = {}, writes, fours = [], times, enables = [] } = program;
  const directives = enables.map((name) => `enable ${name};`);
  const constants = [
    ...Object.entries(sizes).map(([name, value]) => `const ${name} = ${value}u;`),
    ...Object.entries(floats).map(([name, value]) => `const ${name} = f32(${value});`),
  ];
  const type = (name: string, bound: Bound) => {
    const scalar = tensorOf(bound).dtype === 'int32' ? 'i32' : 'f32';
    return fours.includes(name) ? `vec4<${scalar}>` : scalar;
  };
  const arrays = [...bindingsOf(program)].map(([name, bound], i) => {
    const access = name in writes ? 'read_write' : 'read';
    return `@group(0) @binding(${i}) var<storage, ${access}> ${name} : array<${type(name, bound)}>;`;
  });
  const counted =
    times === undefined
      ? []
      : ['struct Step { index : u32 }', `@group(0) @binding(${arrays.length}) var<uniform> step : Step;`];
  return [...directives, ...constants, ...arrays, ...counted, program.code()].join('\n');
}

/** What a program binds, in order: what it reads, then what it writes. */
export const bindingsOf = ({ reads, writes }: Program): [string, Bound][] => [
  ...Object.entries(reads),
  ...Object.entries(writes),
];

/** The tensor that is bound, whole or in part. */
export const tensorOf = (bound: Bound): Tensor => ('of' in bound ? bound.of : bound);
