/** Runs a program over some rows, tokens of one text or of several: one call from the host, whatever the network. */
import * as op from '../opcodes';
import { relu, sigmoid, tanh } from './activation';
import { add, copy, multiply, subtract } from './elementwise';
import { embed } from './embed';
import { norm } from './norm';
import { NOTES_BYTES } from './product';
import { product, productOfFours, takesBytes } from './products';
import { levels, quantize } from './quantize';

const RECORD_BYTES: usize = op.RECORD_WORDS << 2;

/** Word `index` of the record at `record`. */
// @ts-ignore: decorator
@inline
function word(record: usize, index: usize): i32 {
  return load<i32>(record + (index << 2));
}

/** An operand in row `row`: its address in row 0 and the bytes from row to row are words `index` and `index + 1`. */
// @ts-ignore: decorator
@inline
function operand(record: usize, index: usize, row: i32): usize {
  return word(record, index) + row * word(record, index + 1);
}

/**
 * Runs the records from `record` up to `end`, both addresses, over rows `first` up to `rows`. `tokens`: int32 `[rows]`.
 * `scratch`: see `products`.
 */
export function run(
  record: usize,
  end: usize,
  first: i32,
  rows: i32,
  tokens: usize,
  scratch: usize,
): void {
  for (; record < end; record += RECORD_BYTES) {
    const code = word(record, 0);
    if (code === op.LOOP) {
      const last = <usize>word(record, 1);
      for (let row = first; row < rows; row++) {
        run(record + RECORD_BYTES, last, row, row + 1, tokens, scratch);
      }
      record = last - RECORD_BYTES;
    } else if (code === op.PRODUCT) products(record, first, rows, scratch);
    else for (let row = first; row < rows; row++) simple(code, record, row, tokens);
  }
}

/** One operation that is no product, in one row. */
function simple(code: i32, record: usize, row: i32, tokens: usize): void {
  const y = operand(record, 1, row);
  const a = operand(record, 3, row);
  const b = operand(record, 5, row);
  const count = word(record, 7);
  switch (code) {
    case op.EMBED:
      embed(y, a, b, load<i32>(tokens + (<usize>row << 2)), count, (count + 7) & ~7);
      break;
    case op.NORM:
      norm(y, a, b, count, load<f32>(record, 32));
      break;
    case op.ADD:
      add(y, a, b, count);
      break;
    case op.SUBTRACT:
      subtract(y, a, b, count);
      break;
    case op.MULTIPLY:
      multiply(y, a, b, count);
      break;
    case op.SIGMOID:
      sigmoid(y, a, count);
      break;
    case op.TANH:
      tanh(y, a, count);
      break;
    case op.RELU:
      relu(y, a, count);
      break;
    case op.COPY:
      copy(y, a, count);
      break;
    default:
      unreachable();
  }
}

/**
 * A product in all rows, by fours where there are so many: three rows cost less as four, the last of which is nobody's. A
 * row that is not run over has room. `scratch` holds the notes of the rows, then their rounded inputs.
 */
function products(record: usize, first: i32, rows: i32, scratch: usize): void {
  const weights = <usize>word(record, 5);
  const inputs = word(record, 7);
  const outputs = word(record, 8);
  const scale = <usize>word(record, 9);
  const bias = <usize>word(record, 10);
  const padded = (inputs + 7) & ~7;
  const most = levels(inputs);
  const stride = <usize>word(record, 2);
  const x = scratch + NOTES_BYTES;
  /** Bytes of four inputs, and quads of rows at once at most. */
  const four: usize = takesBytes() ? 4 : 8;
  const mostQuads = takesBytes() ? 2 : 1;
  while (first < rows) {
    const quads = min((rows - first + 1) >> 2, mostQuads);
    const some = quads === 0 ? 1 : quads << 2;
    const between = quads === 0 ? four : four << 2;
    for (let i = 0; i < some; i++) {
      const q = x + (<usize>((i >> 2) * padded) + <usize>(i & 3)) * four;
      const step = quantize(q, operand(record, 3, first + i), inputs, most, between);
      store<f32>(scratch + (<usize>i << 2), step);
    }
    const y = operand(record, 1, first);
    if (quads === 0) product(y, x, weights, scale, bias, scratch, padded, outputs);
    else productOfFours(y, stride, x, weights, scale, bias, scratch, padded, outputs, quads);
    first += some;
  }
}
