/** What makes the words of a text likelier than they are elsewhere: see src/cache-model/prominence.ts. */
import { exponential } from './activation';

/** ln 2 in two parts, as in activation.ts. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;
/** The bits of sqrt(1/2), from which mantissas are counted. */
const ROOT_HALF: i32 = 0x3f3504f3;

/** ln(1 + x) of x >= 0: Cephes' logf of u = 1 + x, and what rounding took from u. */
// @ts-ignore: decorator
@inline
function logarithm(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = f32x4.add(one, x);
  const exponents = i32x4.shr_s(i32x4.sub(u, i32x4.splat(ROOT_HALF)), 23);
  const k = f32x4.convert_i32x4_s(exponents);
  const f = f32x4.sub(i32x4.sub(u, i32x4.shl(exponents, 23)), one);
  const z = f32x4.mul(f, f);
  let p = f32x4.splat(7.037683629e-2);
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.151461031e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.167699874e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.2420140846e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.4249322787e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.6668057665e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(2.0000714765e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-2.4999993993e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, f), z);
  y = f32x4.add(y, f32x4.mul(k, f32x4.splat(LN2_LOW)));
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)));
  const log = f32x4.add(f32x4.add(f, y), f32x4.mul(k, f32x4.splat(LN2_HIGH)));
  return f32x4.add(log, f32x4.div(f32x4.sub(x, f32x4.sub(u, one)), u));
}

/** The logit of the token at `token`, uint16, in lane `lane`. */
// @ts-ignore: decorator
@inline
function logit(logits: usize, token: usize): f32 {
  return load<f32>(logits + (<usize>load<u16>(token) << 2));
}

/**
 * Turns odds, float32 `[count]`, into what the logits of `tokens`, uint16 `[count]`, are raised by:
 * strength * ln(1 + odds). Returns by how much that makes the sum of all probabilities greater than 1, where `normalizer`
 * is that of `logits`. Up to the next four, odds are 0 and tokens in the vocabulary.
 */
export function raise(
  odds: usize,
  tokens: usize,
  count: i32,
  logits: usize,
  strength: f32,
  normalizer: f32,
): f32 {
  const most = f32x4.splat(87);
  const least = f32x4.splat(-87);
  const from = f32x4.splat(normalizer);
  let more = f32x4.splat(0);
  for (let i = 0; i < count; i += 4, odds += 16, tokens += 8) {
    const raises = f32x4.mul(f32x4.splat(strength), logarithm(v128.load(odds)));
    v128.store(odds, raises);
    let own = f32x4.splat(logit(logits, tokens));
    own = f32x4.replace_lane(own, 1, logit(logits, tokens + 2));
    own = f32x4.replace_lane(own, 2, logit(logits, tokens + 4));
    own = f32x4.replace_lane(own, 3, logit(logits, tokens + 6));
    const distance = f32x4.pmin(f32x4.pmax(f32x4.sub(own, from), least), f32x4.splat(0));
    const growth = f32x4.sub(exponential(f32x4.pmin(raises, most)), f32x4.splat(1));
    more = f32x4.add(more, f32x4.mul(exponential(distance), growth));
  }
  return (
    f32x4.extract_lane(more, 0) +
    f32x4.extract_lane(more, 1) +
    (f32x4.extract_lane(more, 2) + f32x4.extract_lane(more, 3))
  );
}
