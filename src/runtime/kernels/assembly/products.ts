/** The products of the module that is being built: kernels.wasm has those of 16 bits, kernels-vnni.wasm those of bytes. */
import { dotProduct, dotProductOfFour, dotProductOfTwo } from './dot-product';
import { wideProduct } from './product';
import { wideProductOfFour, wideProductOfTwo } from './product-rows';

/** See product.ts. */
export function product(y: usize, x: usize, weights: usize, scale: usize, bias: usize, notes: usize, inputs: i32, outputs: i32): void {
  if (ASC_FEATURE_RELAXED_SIMD) dotProduct(y, x, weights, scale, bias, notes, inputs, outputs);
  else wideProduct(y, x, weights, scale, bias, notes, inputs, outputs);
}

/** See product-rows.ts. */
export function productOfTwo(y: usize, stride: usize, x: usize, weights: usize, scale: usize, bias: usize, notes: usize, inputs: i32, outputs: i32): void {
  if (ASC_FEATURE_RELAXED_SIMD) dotProductOfTwo(y, stride, x, weights, scale, bias, notes, inputs, outputs);
  else wideProductOfTwo(y, stride, x, weights, scale, bias, notes, inputs, outputs);
}

/** See product-rows.ts. */
export function productOfFour(y: usize, stride: usize, x: usize, weights: usize, scale: usize, bias: usize, notes: usize, inputs: i32, outputs: i32): void {
  if (ASC_FEATURE_RELAXED_SIMD) dotProductOfFour(y, stride, x, weights, scale, bias, notes, inputs, outputs);
  else wideProductOfFour(y, stride, x, weights, scale, bias, notes, inputs, outputs);
}
