// Softmax with cross-entropy over rows of logits, loss and gradient in one visit.
import { exp4, splat, sum4 } from './math';

/**
 * logits   [rows, vocabulary]  without bias; overwritten with scale * (softmax - one-hot)
 * bias     [vocabulary]
 * dBias    [vocabulary]        added to; 0 when only the loss is wanted (logits are then left undefined)
 * targets  [rows]              int32
 * parts    [rows, 2]           out: sum of exp(logit - max), and max - logit[target]; the loss of a row is
 *                              ln(first) + second (no logarithm here: it would bring tables into a heap that is not ours)
 * Any vocabulary: the tail past a multiple of 4 goes lane by lane.
 */
export function softmaxLoss(
  logits: usize,
  bias: usize,
  dBias: usize,
  targets: usize,
  parts: usize,
  rows: i32,
  vocabulary: i32,
  scale: f32,
): void {
  const whole = (<usize>(vocabulary & ~3)) << 2;
  const row = (<usize>vocabulary) << 2;
  for (let n = 0; n < rows; n++) {
    let top = splat(-Infinity);
    for (let j: usize = 0; j < whole; j += 16) {
      const v = f32x4.add(v128.load(logits + j), v128.load(bias + j));
      v128.store(logits + j, v);
      top = f32x4.max(top, v);
    }
    let peak: f32 = max<f32>(
      max<f32>(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1)),
      max<f32>(f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3)),
    );
    for (let j = whole; j < row; j += 4) {
      const v = load<f32>(logits + j) + load<f32>(bias + j);
      store<f32>(logits + j, v);
      peak = max<f32>(peak, v);
    }
    const target = logits + ((<usize>load<i32>(targets)) << 2);
    const chosen = load<f32>(target);
    let sums = splat(0.0);
    for (let j: usize = 0; j < whole; j += 16) {
      const e = exp4(f32x4.sub(v128.load(logits + j), splat(peak)));
      v128.store(logits + j, e);
      sums = f32x4.add(sums, e);
    }
    let sum: f32 = sum4(sums);
    for (let j = whole; j < row; j += 4) {
      const e = f32x4.extract_lane(exp4(splat(load<f32>(logits + j) - peak)), 0);
      store<f32>(logits + j, e);
      sum += e;
    }
    store<f32>(parts, sum);
    store<f32>(parts, peak - chosen, 4);
    parts += 8;
    if (dBias) {
      const factor: f32 = scale / sum;
      for (let j: usize = 0; j < whole; j += 16) {
        const p = f32x4.mul(v128.load(logits + j), splat(factor));
        v128.store(logits + j, p);
        v128.store(dBias + j, f32x4.add(v128.load(dBias + j), p));
      }
      for (let j = whole; j < row; j += 4) {
        const p = load<f32>(logits + j) * factor;
        store<f32>(logits + j, p);
        store<f32>(dBias + j, load<f32>(dBias + j) + p);
      }
      store<f32>(target, load<f32>(target) - scale);
      const biasTarget = dBias + (target - logits);
      store<f32>(biasTarget, load<f32>(biasTarget) - scale);
    }
    logits += row;
    targets += 4;
  }
}
