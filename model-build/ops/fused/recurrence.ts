/** Whole-sequence recurrences: one GEMM and one elementwise kernel a time step, weight gradients in one GEMM at the end. */
import * as tf from '@tensorflow/tfjs';
import type { Heap } from '../../heap/heap.ts';
import type { Ops } from '../ops.ts';

const BYTES = 4;
const ACTIVATIONS = { linear: 0, tanh: 1, relu: 2, binary: 3 };

/** d kernel [H, G] = sum over time of h(t-1)^T d gates(t), where h(-1) is `first`. */
function stateKernelGradient(
  heap: Heap,
  first: tf.Tensor,
  output: tf.Tensor3D,
  gradient: number,
  gates: number,
): tf.Tensor2D {
  const [time, batch, hidden] = output.shape;
  const d = heap.empty<tf.Rank.R2>([hidden, gates]);
  const to = heap.at(d);
  heap.gemm(heap.at(first), gradient, to, hidden, gates, batch, { transposeA: true });
  if (time > 1) {
    const later = gradient + BYTES * batch * gates;
    heap.gemm(heap.at(output), later, to, hidden, gates, (time - 1) * batch, { transposeA: true, beta: 1 });
  }
  return d;
}

/** The last time step of `[T, B, H]`, kept beyond the tidy: it is the next window's first state. */
function lastStep(heap: Heap, sequence: tf.Tensor3D): tf.Tensor2D {
  const [time, batch, width] = sequence.shape;
  const last = heap.empty<tf.Rank.R2>([batch, width]);
  heap.copy(heap.at(sequence) + BYTES * (time - 1) * batch * width, heap.at(last), batch * width);
  return tf.keep(last);
}

/** The operations over a whole sequence, fused. */
export const recurrences = (heap: Heap): Pick<Ops, 'gru' | 'lstm' | 'elman' | 'scan'> => ({
  gru: gru(heap),
  lstm: lstm(heap),
  elman: elman(heap),
  scan: scan(heap),
});

function gru(heap: Heap): Ops['gru'] {
  const k = heap.kernels;
  return (input, h, kernel, bias) => {
    const [time, batch, gates] = input.shape;
    const hidden = gates / 3;
    let last!: tf.Tensor2D;
    const output = tf.customGrad((...args) => {
      const [x, u, b] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor, tf.Tensor];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const state = heap.empty([time, batch, gates]);
      const out = heap.empty<tf.Rank.R3>([time, batch, hidden]);
      const [px, ps, po, pu] = heap.each(x, state, out, u);
      k.fillRows(ps, heap.at(b), time * batch, gates);
      const wide = BYTES * batch * gates;
      const narrow = BYTES * batch * hidden;
      for (let t = 0; t < time; t++) {
        const before = t === 0 ? heap.at(h) : po + (t - 1) * narrow;
        heap.gemm(before, pu, ps + t * wide, batch, gates, hidden, { beta: 1 });
        k.gruForward(px + t * wide, ps + t * wide, before, po + t * narrow, batch, hidden);
      }
      last = lastStep(heap, out);
      save([x, state, out, u, h]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, state, out, u, h] = saved as [tf.Tensor, tf.Tensor, tf.Tensor3D, tf.Tensor, tf.Tensor];
        const carry = heap.zeros([batch, hidden]);
        const db = heap.zeros([gates]);
        const [px, ps, po, pu, pd, pc] = heap.each(x, state, out, u, dy, carry);
        for (let t = time - 1; t >= 0; t--) {
          const before = t === 0 ? heap.at(h) : po + (t - 1) * narrow;
          k.gruBackward(px + t * wide, ps + t * wide, before, pd + t * narrow, pc, batch, hidden);
          if (t > 0) heap.gemm(ps + t * wide, pu, pc, batch, hidden, gates, { transposeB: true, beta: 1 });
        }
        k.addRows(ps, heap.at(db), time * batch, gates);
        return [x.clone(), stateKernelGradient(heap, h, out, ps, gates), db];
      };
      return { value: out, gradFunc };
    })(input, kernel, bias) as tf.Tensor3D;
    return { output, h: last };
  };
}

function lstm(heap: Heap): Ops['lstm'] {
  const k = heap.kernels;
  return (input, h, c, kernel) => {
    const [time, batch, gates] = input.shape;
    const hidden = gates / 4;
    let lastH!: tf.Tensor2D;
    let lastC!: tf.Tensor2D;
    const output = tf.customGrad((...args) => {
      const [x, u] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const cells = heap.empty<tf.Rank.R3>([time, batch, hidden]);
      const out = heap.empty<tf.Rank.R3>([time, batch, hidden]);
      const [px, pc, po, pu] = heap.each(x, cells, out, u);
      const wide = BYTES * batch * gates;
      const narrow = BYTES * batch * hidden;
      for (let t = 0; t < time; t++) {
        const before = t === 0 ? heap.at(h) : po + (t - 1) * narrow;
        const cell = t === 0 ? heap.at(c) : pc + (t - 1) * narrow;
        heap.gemm(before, pu, px + t * wide, batch, gates, hidden, { beta: 1 });
        k.lstmForward(px + t * wide, cell, pc + t * narrow, po + t * narrow, batch, hidden);
      }
      lastH = lastStep(heap, out);
      lastC = lastStep(heap, cells);
      save([x, cells, out, u, h, c]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, cells, out, u, h, c] = saved as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor3D,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        const carry = heap.zeros([batch, hidden]);
        const cellCarry = heap.zeros([batch, hidden]);
        const [px, pc, pu, pd, pk] = heap.each(x, cells, u, dy, carry);
        for (let t = time - 1; t >= 0; t--) {
          const gate = px + t * wide;
          const cell = t === 0 ? heap.at(c) : pc + (t - 1) * narrow;
          const at = t * narrow;
          k.lstmBackward(gate, cell, pc + at, pd + at, pk, heap.at(cellCarry), batch, hidden);
          if (t > 0) heap.gemm(gate, pu, pk, batch, hidden, gates, { transposeB: true });
        }
        return [x.clone(), stateKernelGradient(heap, h, out, px, gates)];
      };
      return { value: out, gradFunc };
    })(input, kernel) as tf.Tensor3D;
    return { output, h: lastH, c: lastC };
  };
}

function elman(heap: Heap): Ops['elman'] {
  const k = heap.kernels;
  return (input, h, kernel, activation) => {
    const [time, batch, hidden] = input.shape;
    let last!: tf.Tensor2D;
    const output = tf.customGrad((...args) => {
      const [x, u] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const [px, pu] = heap.each(x, u);
      const size = batch * hidden;
      // A sign does not tell how large the sum was, which its gradient depends on.
      const sums = activation === 'binary' ? heap.empty(input.shape) : undefined;
      for (let t = 0; t < time; t++) {
        const to = px + BYTES * t * size;
        heap.gemm(t === 0 ? heap.at(h) : to - BYTES * size, pu, to, batch, hidden, hidden, { beta: 1 });
        if (sums) heap.copy(to, heap.at(sums) + BYTES * t * size, size);
        k.elmanForward(to, size, ACTIVATIONS[activation]);
      }
      const out = x.clone() as tf.Tensor3D;
      last = lastStep(heap, out);
      save(sums ? [out, u, h, sums] : [out, u, h]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [out, u, h, after = out] = saved as [tf.Tensor3D, tf.Tensor, tf.Tensor, tf.Tensor?];
        const d = heap.empty([time, batch, hidden]);
        const carry = heap.zeros([batch, hidden]);
        heap.copy(heap.at(dy), heap.at(d), d.size);
        const [pa, pu, pd, pc] = heap.each(after, u, d, carry);
        for (let t = time - 1; t >= 0; t--) {
          const at = BYTES * t * size;
          k.elmanBackward(pa + at, pd + at, pc, size, ACTIVATIONS[activation]);
          if (t > 0) heap.gemm(pd + at, pu, pc, batch, hidden, hidden, { transposeB: true });
        }
        return [d, stateKernelGradient(heap, h, out, pd, hidden)];
      };
      return { value: out, gradFunc };
    })(input, kernel) as tf.Tensor3D;
    return { output, h: last };
  };
}

function scan(heap: Heap): Ops['scan'] {
  const k = heap.kernels;
  return (input, h, bound) => {
    const [time, batch, gates] = input.shape;
    const hidden = gates / 3;
    let last!: tf.Tensor2D;
    const output = tf.customGrad((...args) => {
      const x = args[0] as tf.Tensor;
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const states = heap.empty<tf.Rank.R3>([time, batch, hidden]);
      const out = heap.empty<tf.Rank.R3>([time, batch, hidden]);
      const [px, ps, po] = heap.each(x, states, out);
      const wide = BYTES * batch * gates;
      const narrow = BYTES * batch * hidden;
      for (let t = 0; t < time; t++) {
        const before = t === 0 ? heap.at(h) : ps + (t - 1) * narrow;
        k.scanForward(px + t * wide, before, ps + t * narrow, po + t * narrow, batch, hidden, bound);
      }
      last = lastStep(heap, states);
      save([x, states, h]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, states, h] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const carry = heap.zeros([batch, hidden]);
        const [px, ps, pd, pc] = heap.each(x, states, dy, carry);
        for (let t = time - 1; t >= 0; t--) {
          const before = t === 0 ? heap.at(h) : ps + (t - 1) * narrow;
          const at = t * narrow;
          k.scanBackward(px + t * wide, before, ps + at, pd + at, pc, batch, hidden, bound);
        }
        return [x.clone()];
      };
      return { value: out, gradFunc };
    })(input) as tf.Tensor3D;
    return { output, h: last };
  };
}
