/** Embedding, dense maps and the residual block's parts on the wasm heap. */
import * as tf from '@tensorflow/tfjs';
import type { Heap } from '../../heap/heap.ts';
import { NORM_EPSILON, type Ops } from '../ops.ts';
import { pairs } from '../pairs.ts';

/** The operations of one time step, fused. */
export function layers(
  heap: Heap,
): Pick<Ops, 'embed' | 'dense' | 'residual' | 'norm' | 'shift' | 'normShift' | 'gate'> {
  const own = { dense: dense(heap), norm: norm(heap), shift: shift(heap) };
  return { embed: embed(heap), gate: gate(heap), ...own, ...pairs(own) };
}

function embed(heap: Heap): Ops['embed'] {
  const k = heap.kernels;
  return (table, ids, scale) => {
    const [vocabulary, width] = table.shape;
    return tf.customGrad((...args) => {
      const from = args[0] as tf.Tensor;
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const out = heap.empty<tf.Rank.R2>([ids.size, width]);
      k.gatherRows(heap.at(from), heap.at(ids), heap.at(out), ids.size, width, scale);
      save([ids]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const d = heap.zeros([vocabulary, width]);
        k.scatterRows(heap.at(dy), heap.at(saved[0]), heap.at(d), ids.size, width, scale);
        return d;
      };
      return { value: out, gradFunc };
    })(table) as tf.Tensor2D;
  };
}

function dense(heap: Heap): Ops['dense'] {
  const k = heap.kernels;
  return (x, kernel, bias) => {
    const [rows, inputs] = x.shape;
    const outputs = kernel.shape[1];
    const inputsOf: tf.Tensor[] = bias ? [x, kernel, bias] : [x, kernel];
    return tf.customGrad((...args) => {
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const [x, w, b] = args.slice(0, -1) as unknown as [tf.Tensor, tf.Tensor, tf.Tensor | undefined];
      const out = heap.empty<tf.Rank.R2>([rows, outputs]);
      if (b) k.fillRows(heap.at(out), heap.at(b), rows, outputs);
      heap.gemm(heap.at(x), heap.at(w), heap.at(out), rows, outputs, inputs, { beta: b ? 1 : 0 });
      save([x, w]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, w] = saved as [tf.Tensor, tf.Tensor];
        const dx = heap.empty([rows, inputs]);
        const dw = heap.empty([inputs, outputs]);
        heap.gemm(heap.at(dy), heap.at(w), heap.at(dx), rows, inputs, outputs, { transposeB: true });
        heap.gemm(heap.at(x), heap.at(dy), heap.at(dw), inputs, outputs, rows, { transposeA: true });
        if (!b) return [dx, dw];
        const db = heap.zeros([outputs]);
        k.addRows(heap.at(dy), heap.at(db), rows, outputs);
        return [dx, dw, db];
      };
      return { value: out, gradFunc };
    })(...inputsOf) as tf.Tensor2D;
  };
}

function norm(heap: Heap): Ops['norm'] {
  const k = heap.kernels;
  return (x, gain) => {
    const [rows, width] = x.shape;
    return tf.customGrad((...args) => {
      const [x, g] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const out = heap.empty<tf.Rank.R2>([rows, width]);
      const scale = heap.empty([rows]);
      const [px, pg, po, ps] = heap.each(x, g, out, scale);
      k.normForward(px, pg, po, ps, rows, width, NORM_EPSILON);
      save([x, g, scale]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const dx = heap.empty([rows, width]);
        const dg = heap.zeros([width]);
        const [x, g, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        k.normBackward(...heap.each(x, g, dy, scale, dx, dg), rows, width);
        return [dx, dg];
      };
      return { value: out, gradFunc };
    })(x, gain) as tf.Tensor2D;
  };
}

function shift(heap: Heap): Ops['shift'] {
  const k = heap.kernels;
  return (x, before, mix) => {
    const [time, batch, width] = x.shape;
    const bytes = 4 * batch * width;
    let last!: tf.Tensor2D;
    const output = tf.customGrad((...args) => {
      const [x, m] = args as tf.Tensor[] as [tf.Tensor, tf.Tensor];
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const out = heap.empty<tf.Rank.R3>([time, batch, width]);
      last = tf.keep(heap.empty<tf.Rank.R2>([batch, width]));
      const [px, pm, po] = heap.each(x, m, out);
      k.shiftForward(px, heap.at(before), pm, po, batch, width);
      if (time > 1) k.shiftForward(px + bytes, px, pm, po + bytes, (time - 1) * batch, width);
      heap.copy(px + (time - 1) * bytes, heap.at(last), batch * width);
      save([x, m, before]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, m, before] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const dx = heap.empty([time, batch, width]);
        const dm = heap.zeros([width]);
        const [px, pm, pb, pd, px2, pdm] = heap.each(x, m, before, dy, dx, dm);
        // Three stretches: the first step looks back to `before`, the last has no later step.
        const end = (time - 1) * bytes;
        if (time > 1) k.shiftBackward(px, pb, pm, pd, pd + bytes, px2, pdm, batch, width);
        if (time > 2)
          k.shiftBackward(
            px + bytes,
            px,
            pm,
            pd + bytes,
            pd + 2 * bytes,
            px2 + bytes,
            pdm,
            (time - 2) * batch,
            width,
          );
        k.shiftBackward(
          px + end,
          time > 1 ? px + end - bytes : pb,
          pm,
          pd + end,
          0,
          px2 + end,
          pdm,
          batch,
          width,
        );
        return [dx, dm];
      };
      return { value: out, gradFunc };
    })(x, mix) as tf.Tensor3D;
    return { output, last };
  };
}

function gate(heap: Heap): Ops['gate'] {
  const k = heap.kernels;
  return (x) => {
    const [rows, twice] = x.shape;
    const width = twice / 2;
    return tf.customGrad((...args) => {
      const x = args[0] as tf.Tensor;
      const save = args.at(-1) as unknown as tf.GradSaveFunc;
      const out = heap.empty<tf.Rank.R2>([rows, width]);
      k.feedForward(heap.at(x), heap.at(out), rows, width);
      save([x]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const dx = heap.empty([rows, twice]);
        k.feedBackward(heap.at(saved[0]), heap.at(dy), heap.at(dx), rows, width);
        return dx;
      };
      return { value: out, gradFunc };
    })(x) as tf.Tensor2D;
  };
}
