// Four lanes of float32 at a time. exp is Cephes' expf: about 2 units in the last place over [-87, 88].

// @ts-expect-error: decorator
@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

// @ts-expect-error: decorator
@inline
export function exp4(x: v128): v128 {
  x = f32x4.max(f32x4.min(x, splat(88.0)), splat(-87.0));
  const k = f32x4.nearest(f32x4.mul(x, splat(1.44269504088896341)));
  // ln 2 in two parts, so that x - k ln 2 keeps its last bits.
  let r = f32x4.sub(x, f32x4.mul(k, splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(k, splat(2.12194440e-4)));
  let p = f32x4.add(f32x4.mul(splat(1.9875691500e-4), r), splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), splat(5.0000001201e-1));
  p = f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), f32x4.add(r, splat(1.0)));
  const e = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
  return f32x4.mul(p, e);
}

// @ts-expect-error: decorator
@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(splat(1.0), f32x4.add(splat(1.0), exp4(f32x4.neg(x))));
}

// @ts-expect-error: decorator
@inline
export function tanh4(x: v128): v128 {
  // 1 - 2/(1+e^2x): exact at the ends; error near zero is absolute, about 1e-7.
  return f32x4.sub(splat(1.0), f32x4.div(splat(2.0), f32x4.add(splat(1.0), exp4(f32x4.add(x, x)))));
}

/** 1 - s*s and s*(1 - s): slopes of tanh and sigmoid from their values. */
// @ts-expect-error: decorator
@inline
export function tanhSlope(y: v128): v128 {
  return f32x4.sub(splat(1.0), f32x4.mul(y, y));
}
// @ts-expect-error: decorator
@inline
export function sigmoidSlope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(splat(1.0), y));
}

// @ts-expect-error: decorator
@inline
export function sum4(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}
