/** The products: those of two bytes where they are in use, else those of 16 bits. */
import { dotProduct, dotProductOfFour, dots } from './dot-product';
import { wideProduct } from './product';
import { wideProductOfFour } from './product-rows';

/** See product.ts. */
export function product(y: usize, x: usize, weights: usize, scale: usize, bias: usize, notes: usize, inputs: i32, outputs: i32): void {
  if (ASC_FEATURE_RELAXED_SIMD && dots) dotProduct(y, x, weights, scale, bias, notes, inputs, outputs);
  else wideProduct(y, x, weights, scale, bias, notes, inputs, outputs);
}

/** See product-rows.ts. */
export function productOfFour(y: usize, stride: usize, x: usize, weights: usize, scale: usize, bias: usize, notes: usize, inputs: i32, outputs: i32): void {
  if (ASC_FEATURE_RELAXED_SIMD && dots) dotProductOfFour(y, stride, x, weights, scale, bias, notes, inputs, outputs);
  else wideProductOfFour(y, stride, x, weights, scale, bias, notes, inputs, outputs);
}
