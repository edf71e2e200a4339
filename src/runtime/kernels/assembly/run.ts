/** Runs a plan: one call from the host a token, whatever the network. */
import * as op from '../opcodes';
import { relu, sigmoid, tanh } from './activation';
import { add, copy, multiply, subtract } from './elementwise';
import { embed } from './embed';
import { norm } from './norm';
import { product } from './product';
import { levels, quantize } from './quantize';

/** An operand of the record at `record`, counted from 1. */
// @ts-ignore: decorator
@inline
function word(record: usize, index: usize): i32 {
  return load<i32>(record + (index << 2));
}

/** Runs the records from `record` up to `end`, both addresses. `scratch`: int16 activations of one product. */
export function run(record: usize, end: usize, token: i32, scratch: usize): void {
  for (; record < end; record += op.RECORD_WORDS << 2) {
    const y = word(record, 1);
    const a = word(record, 2);
    const b = word(record, 3);
    const count = word(record, 4);
    switch (word(record, 0)) {
      case op.EMBED:
        embed(y, a, b, token, count, (count + 7) & ~7);
        break;
      case op.PRODUCT: {
        const step = quantize(scratch, a, count, levels(count));
        product(y, scratch, b, word(record, 6), word(record, 7), step, (count + 7) & ~7, word(record, 5));
        break;
      }
      case op.NORM:
        norm(y, a, b, count, load<f32>(record, 20));
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
}
