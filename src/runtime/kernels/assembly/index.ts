/** What the host calls. The single operations are exported so that each can be tested against its twin. */
export { relu, sigmoid, tanh } from './activation';
export { useBytes } from './byte-product';
export { isUnsigned, useDots } from './dot-product';
export { add, copy, multiply, subtract } from './elementwise';
export { embed } from './embed';
export { norm } from './norm';
export { greatest, sumExponentials } from './normalizer';
export { packColumns, packRows } from './pack';
export { raise } from './prominence';
export { product, productOfFours } from './products';
export { quantize } from './quantize';
export { run } from './run';
