/** The recurrent cells, spelt out in plain operators. Gate order of the kernels: `GATES` of the network's spec. */
import { type Cell, forgetBound, inputsOf, type NetworkSpec, tapsOf } from '../network/spec.ts';
import type { CellStep } from './arithmetic.ts';

type WriteCell = (step: CellStep, spec: NetworkSpec) => string;

/** Writes each cell's operators and returns the name of its output. */
export const CELLS: Record<Cell, WriteCell> = {
  /** Reset-after: `n = tanh(a_n + r * b_n)`, `h' = (1 - z) * n + z * h`, written as `n + z * (h - n)`: one product less. */
  gru({ builder, arithmetic, name, hidden, input, states: [h], nextStates: [next] }) {
    const a = arithmetic.product(input, `${name}.input.kernel`, `${name}.a`, `${name}.input.bias`);
    const b = arithmetic.product(h, `${name}.state.kernel`, `${name}.b`, `${name}.state.bias`);
    const [aGates, aCandidate] = builder.split(
      a,
      [`${name}.a.gates`, `${name}.a.candidate`],
      [2 * hidden, hidden],
    );
    const [bGates, bCandidate] = builder.split(
      b,
      [`${name}.b.gates`, `${name}.b.candidate`],
      [2 * hidden, hidden],
    );
    // Update and reset gate take one addition and one sigmoid together: a node costs more than its arithmetic.
    const sum = builder.op('Add', `${name}.gates.sum`, [aGates, bGates]);
    const gates = builder.op('Sigmoid', `${name}.gates`, [sum]);
    const [update, reset] = builder.split(gates, [`${name}.update`, `${name}.reset`], [hidden, hidden]);
    const kept = builder.op('Mul', `${name}.kept`, [reset, bCandidate]);
    const mixed = builder.op('Add', `${name}.mixed`, [aCandidate, kept]);
    const candidate = builder.op('Tanh', `${name}.candidate`, [mixed]);
    return interpolate({ builder, name, next }, update, h, candidate);
  },

  lstm({ builder, arithmetic, name, hidden, input, states: [h, c], nextStates: [nextH, nextC] }) {
    const a = arithmetic.product(input, `${name}.input.kernel`, `${name}.a`, `${name}.input.bias`);
    const b = arithmetic.product(h, `${name}.state.kernel`, `${name}.b`);
    const sum = builder.op('Add', `${name}.sum`, [b, a]);
    const names = ['input', 'forget', 'candidate', 'output'];
    const [i, f, g, o] = builder.split(
      sum,
      names.map((gate) => `${name}.${gate}.sum`),
      names.map(() => hidden),
    );
    const remembered = builder.op('Mul', `${name}.remembered`, [
      builder.op('Sigmoid', `${name}.forget`, [f]),
      c,
    ]);
    const entered = builder.op('Mul', `${name}.entered`, [
      builder.op('Sigmoid', `${name}.input`, [i]),
      builder.op('Tanh', `${name}.candidate`, [g]),
    ]);
    builder.op('Add', nextC, [remembered, entered]);
    const gate = builder.op('Sigmoid', `${name}.output`, [o]);
    return builder.op('Mul', nextH, [gate, builder.op('Tanh', `${name}.seen`, [nextC])]);
  },

  rnn({ builder, arithmetic, name, input, states: [h], nextStates: [next] }, { activation }) {
    const a = arithmetic.product(input, `${name}.input.kernel`, `${name}.a`, `${name}.input.bias`);
    const b = arithmetic.product(h, `${name}.state.kernel`, `${name}.b`);
    if (activation === 'linear') return builder.op('Add', next, [b, a]);
    const sum = builder.op('Add', `${name}.sum`, [b, a]);
    return builder.op({ tanh: 'Tanh', relu: 'Relu', binary: 'Sign' }[activation], next, [sum]);
  },

  /** `f = bound + (1 - bound) * sigmoid(a_f)`: a floor under the forget gate that rises with depth, so that deep layers remember longest. */
  'gated-linear'({ builder, arithmetic, name, layer, hidden, input, states: [h], nextStates: [next] }, spec) {
    const a = arithmetic.product(input, `${name}.input.kernel`, `${name}.a`, `${name}.input.bias`);
    const names = ['forget', 'input', 'output'];
    const [f, i, o] = builder.split(
      a,
      names.map((gate) => `${name}.${gate}.sum`),
      names.map(() => hidden),
    );
    const bound = forgetBound(spec, layer);
    let forget = builder.op('Sigmoid', `${name}.forget.sigmoid`, [f]);
    if (bound > 0) {
      const room = builder.scalar(`${name}.forget.room`, 1 - bound);
      const scaled = builder.op('Mul', `${name}.forget.scaled`, [forget, room]);
      forget = builder.op('Add', `${name}.forget`, [scaled, builder.scalar(`${name}.forget.bound`, bound)]);
    }
    const entered = silu(builder, i, `${name}.entered`);
    const state = interpolate({ builder, name, next }, forget, h, entered);
    return builder.op('Mul', `${name}.out`, [state, builder.op('Sigmoid', `${name}.output`, [o])]);
  },

  /** A linear map of the last inputs. */
  perceptron(step, spec) {
    return step.arithmetic.product(
      seen(step, spec),
      `${step.name}.input.kernel`,
      `${step.name}.out`,
      `${step.name}.input.bias`,
    );
  },

  mlp: gatedWindow,
  cnn: gatedWindow,
};

/** `value * silu(gate)` of the inputs that the cell sees: a window of them (mlp), or dilated ones (cnn). */
function gatedWindow(step: CellStep, spec: NetworkSpec): string {
  const { builder, arithmetic, name, hidden } = step;
  const a = arithmetic.product(seen(step, spec), `${name}.input.kernel`, `${name}.a`, `${name}.input.bias`);
  const [value, gate] = builder.split(a, [`${name}.value`, `${name}.gate`], [hidden, hidden]);
  return builder.op('Mul', `${name}.out`, [silu(builder, gate, `${name}.silu`), value]);
}

/** The inputs at the cell's taps side by side, the oldest first; the state moves on by one input. */
function seen(
  { builder, name, layer, input, states: [past], nextStates: [next] }: CellStep,
  spec: NetworkSpec,
): string {
  const { count, dilation } = tapsOf(spec, layer)!;
  const reach = (count - 1) * dilation;
  if (reach === 0) return input;
  const size = inputsOf(spec, layer);
  const all = builder.op('Concat', `${name}.all`, [past, input], { axis: { type: 'int', value: 1 } });
  builder.split(all, [`${name}.oldest`, next], [size, reach * size]);
  if (dilation === 1) return all;
  // Taps and the stretches between them, in turn.
  const gap = (dilation - 1) * size;
  const taps = Array.from({ length: count }, (_, i) => `${name}.tap${i}`);
  const names = taps.flatMap((tap, i) => (i < count - 1 ? [tap, `${name}.between${i}`] : [tap]));
  builder.split(
    all,
    names,
    names.map((_, i) => (i % 2 === 0 ? size : gap)),
  );
  return builder.op('Concat', `${name}.seen`, taps, { axis: { type: 'int', value: 1 } });
}

/** `x * sigmoid(x)`. */
export function silu(builder: CellStep['builder'], x: string, output: string): string {
  return builder.op('Mul', output, [x, builder.op('Sigmoid', `${output}.sigmoid`, [x])]);
}

/** `gate * old + (1 - gate) * fresh`, as `fresh + gate * (old - fresh)`, under the name `next`. */
function interpolate(
  { builder, name, next }: { builder: CellStep['builder']; name: string; next: string },
  gate: string,
  old: string,
  fresh: string,
): string {
  const difference = builder.op('Sub', `${name}.difference`, [old, fresh]);
  const share = builder.op('Mul', `${name}.share`, [gate, difference]);
  return builder.op('Add', next, [fresh, share]);
}
