// AdamW (arXiv:1711.05101) with an exponential moving average of the weights, and the norm for clipping.

/** Sum of squares, in float64 so that the order of tensors does not matter much. */
export function sumSquares(x: usize, n: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    const v = <f64>load<f32>(x + ((<usize>i) << 2));
    sum += v * v;
  }
  return sum;
}

/**
 * All arrays [n]. `clip` scales the gradient first; `rate` already holds the bias correction of the first moment,
 * `correction` is 1 / sqrt(1 - beta2^t); `decay` is learning rate times weight decay.
 */
export function adamw(
  weight: usize,
  gradient: usize,
  mean: usize,
  square: usize,
  average: usize,
  n: i32,
  clip: f32,
  rate: f32,
  decay: f32,
  beta1: f32,
  beta2: f32,
  correction: f32,
  epsilon: f32,
  averaging: f32,
): void {
  const bytes = (<usize>n) << 2;
  const whole = bytes & ~15;
  for (let j: usize = 0; j < whole; j += 16) {
    const g = f32x4.mul(v128.load(gradient + j), f32x4.splat(clip));
    const m = f32x4.add(
      f32x4.mul(v128.load(mean + j), f32x4.splat(beta1)),
      f32x4.mul(g, f32x4.splat(1 - beta1)),
    );
    const s = f32x4.add(
      f32x4.mul(v128.load(square + j), f32x4.splat(beta2)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(1 - beta2)),
    );
    v128.store(mean + j, m);
    v128.store(square + j, s);
    const root = f32x4.add(f32x4.mul(f32x4.sqrt(s), f32x4.splat(correction)), f32x4.splat(epsilon));
    let w = v128.load(weight + j);
    w = f32x4.sub(f32x4.mul(w, f32x4.splat(1 - decay)), f32x4.div(f32x4.mul(m, f32x4.splat(rate)), root));
    v128.store(weight + j, w);
    const a = v128.load(average + j);
    v128.store(average + j, f32x4.add(a, f32x4.mul(f32x4.sub(w, a), f32x4.splat(averaging))));
  }
  for (let j = whole; j < bytes; j += 4) {
    const g = load<f32>(gradient + j) * clip;
    const m = load<f32>(mean + j) * beta1 + g * (1 - beta1);
    const s = load<f32>(square + j) * beta2 + g * g * (1 - beta2);
    store<f32>(mean + j, m);
    store<f32>(square + j, s);
    const w = load<f32>(weight + j) * (1 - decay) - (m * rate) / (sqrt<f32>(s) * correction + epsilon);
    store<f32>(weight + j, w);
    const a = load<f32>(average + j);
    store<f32>(average + j, a + (w - a) * averaging);
  }
}
