/** AdamW in one pass over a weight and its moments, in place on the heap. */
import type { Heap } from '../../heap/heap.ts';
import { ADAM_EPSILON, type Ops } from '../ops.ts';
import { type SlotArithmetic, SlotOptimizer } from '../slot-optimizer.ts';

/** AdamW and the norm for clipping, fused. */
export function optimizer(heap: Heap): Pick<Ops, 'squares' | 'optimizer'> {
  const k = heap.kernels;
  const arithmetic: SlotArithmetic = {
    async squares(tensors) {
      let sum = 0;
      for (const tensor of tensors) sum += k.sumSquares(heap.at(tensor), tensor.size);
      return sum;
    },
    update({ weight, mean, square, average }, gradient, step, factor) {
      const rate = step.learningRate / (1 - step.beta1 ** step.count);
      const correction = 1 / Math.sqrt(1 - step.beta2 ** step.count);
      const addresses = heap.each(weight, gradient, mean, square, average);
      const { weightDecay, learningRate, beta1, beta2, averaging } = step;
      const decay = learningRate * weightDecay;
      k.adamw(
        ...addresses,
        weight.size,
        factor,
        rate,
        decay,
        beta1,
        beta2,
        correction,
        ADAM_EPSILON,
        averaging,
      );
    },
  };
  return {
    squares: arithmetic.squares,
    optimizer: (weights) => new SlotOptimizer(arithmetic, weights),
  };
}
