/** The products: those of one or two bytes where they are in use, else those of 16 bits. */
import { byteProduct, byteProductOfFours, bytes } from './byte-product';
import { dotProduct, dotProductOfFour, dots } from './dot-product';
import { wideProduct } from './product';
import { wideProductOfFour } from './product-rows';

/** Whether inputs lie in memory as single bytes. */
// @ts-ignore: decorator
@inline
export function takesBytes(): bool {
  return ASC_FEATURE_RELAXED_SIMD && dots && bytes;
}

/** See product.ts. */
export function product(y: usize, x: usize, weights: usize, scale: usize, bias: usize, notes: usize, inputs: i32, outputs: i32): void {
  if (takesBytes()) byteProduct(y, x, weights, scale, bias, notes, inputs, outputs);
  else if (ASC_FEATURE_RELAXED_SIMD && dots) dotProduct(y, x, weights, scale, bias, notes, inputs, outputs);
  else wideProduct(y, x, weights, scale, bias, notes, inputs, outputs);
}

/** See product-rows.ts; `quads` times four rows, of which only products of bytes take more than one. */
export function productOfFours(y: usize, stride: usize, x: usize, weights: usize, scale: usize, bias: usize, notes: usize, inputs: i32, outputs: i32, quads: i32): void {
  if (takesBytes()) byteProductOfFours(y, stride, x, weights, scale, bias, notes, inputs, outputs, quads);
  else if (ASC_FEATURE_RELAXED_SIMD && dots) dotProductOfFour(y, stride, x, weights, scale, bias, notes, inputs, outputs);
  else wideProductOfFour(y, stride, x, weights, scale, bias, notes, inputs, outputs);
}
