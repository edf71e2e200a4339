/** What makes the words of a text likelier than they are elsewhere: see src/cache-model/prominence.ts. */
import { BACKGROUND, FACTORS } from '../room';
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

/** The bit of a history's numbers that says that the model has drawn the token: see src/cache-model/history.ts. */
const BY_MODEL: i32 = 0x8000;

/**
 * Finds the distinct tokens of a history, the newest first, and their odds; behind these are four zeros. Returns where the
 * tokens end.
 */
function look(
  numbers: usize,
  count: i32,
  decay: f64,
  weights: usize,
  odds: usize,
  tokens: usize,
): usize {
  let weight: f64 = 1;
  let end = tokens;
  for (let at = numbers + (<usize>count << 1) - 2; at >= numbers; at -= 2, weight *= decay) {
    const number = <i32>load<u16>(at);
    if (number === 0) break;
    if (number >= BY_MODEL) continue;
    const own = weights + (<usize>(number - 1) << 2);
    const before = load<f32>(own);
    if (before === 0) {
      store<u16>(end, <u16>(number - 1));
      end += 2;
    }
    store<f32>(own, <f32>(<f64>before + weight));
  }
  for (; tokens < end; tokens += 2, odds += 4) {
    const token = <usize>load<u16>(tokens);
    const factor = numbers + (<usize>load<u8>(numbers + token, BACKGROUND) << 2);
    store<f32>(odds, load<f32>(weights + (token << 2)) * load<f32>(factor, FACTORS));
  }
  v128.store(odds, f32x4.splat(0));
  // Up to the next four, tokens are some of the vocabulary.
  store<u64>(end, 0);
  return end;
}

/** Where the logit of the token at `token`, uint16, lies. */
// @ts-ignore: decorator
@inline
function logit(logits: usize, token: usize): usize {
  return logits + (<usize>load<u16>(token) << 2);
}

/**
 * Raises the logits of the tokens in a history by strength * ln(1 + odds). Returns by how much that makes the sum of all
 * probabilities greater than 1, where `normalizer` is that of `logits`. `numbers`: `count` of a history, and what
 * follows them in room.ts; `weights`: the row behind `logits`, five rows are overwritten.
 */
export function raise(
  numbers: usize,
  count: i32,
  decay: f64,
  logits: usize,
  weights: usize,
  strength: f32,
  normalizer: f32,
): f32 {
  const row = weights - logits;
  let odds = weights + row;
  let tokens = odds + 2 * row;
  memory.fill(weights, 0, row);
  const end = look(numbers, count, decay, weights, odds, tokens);
  const most = f32x4.splat(87);
  const least = f32x4.splat(-87);
  const from = f32x4.splat(normalizer);
  let more = f32x4.splat(0);
  for (; tokens < end; tokens += 8, odds += 16) {
    const raises = f32x4.mul(f32x4.splat(strength), logarithm(v128.load(odds)));
    v128.store(odds, raises);
    let own = v128.load32_splat(logit(logits, tokens));
    own = v128.load32_lane(logit(logits, tokens + 2), own, 1);
    own = v128.load32_lane(logit(logits, tokens + 4), own, 2);
    own = v128.load32_lane(logit(logits, tokens + 6), own, 3);
    const distance = f32x4.pmin(f32x4.pmax(f32x4.sub(own, from), least), f32x4.splat(0));
    const growth = f32x4.sub(exponential(f32x4.pmin(raises, most)), f32x4.splat(1));
    more = f32x4.add(more, f32x4.mul(exponential(distance), growth));
    for (let i: usize = 0; i < 4; i++) {
      const to = logit(logits, tokens + (i << 1));
      store<f32>(to, load<f32>(to) + load<f32>(odds + (i << 2)));
    }
  }
  return (
    f32x4.extract_lane(more, 0) +
    f32x4.extract_lane(more, 1) +
    (f32x4.extract_lane(more, 2) + f32x4.extract_lane(more, 3))
  );
}
