/** A plan as the words that assembly/run.ts runs. */
import type { Layout, Place } from './memory-map.ts';
import { EMBED, LOOP, NORM, PRODUCT, RECORD_WORDS } from './opcodes.ts';
import type { Operation, Plan, Vector } from './plan.ts';

type Places = Pick<Layout, 'buffers' | 'matrices'>;

/** A plan as words, for `run` of the kernels. */
export interface Program {
  words: Int32Array<ArrayBuffer>;
  /** Addresses: reads rows that follow each other, from `read` up to `step`; then rows of different texts. */
  read: number;
  step: number;
  /** From here up to `end`, the logits of either. */
  speak: number;
  end: number;
}

/** Words that the program of a plan takes. */
export function programWords({ reading, speaking }: Plan): number {
  const loops = reading.filter(({ recurrence }) => recurrence).length;
  const operations = reading.flatMap((stage) => stage.operations);
  const steps = operations.filter(({ advances }) => !advances);
  return RECORD_WORDS * (loops + operations.length + steps.length + speaking.length);
}

/** The program, to lie at `address`. */
export function programOf({ reading, speaking }: Plan, address: number, places: Places): Program {
  const words: number[] = [];
  const at = () => address + words.length * 4;
  const write = (operation: Operation) => words.push(...record(operation, places));
  for (const { operations, recurrence } of reading) {
    if (recurrence) {
      const end = at() + (1 + operations.length) * RECORD_WORDS * 4;
      words.push(LOOP, end, ...new Array<number>(RECORD_WORDS - 2).fill(0));
    }
    for (const operation of operations) write(operation);
  }
  const step = at();
  for (const operation of reading.flatMap((stage) => stage.operations))
    if (!operation.advances) write(operation);
  const speak = at();
  for (const operation of speaking) write(operation);
  return { words: Int32Array.from(words), read: address, step, speak, end: at() };
}

/** The words of one operation: its code, three operands as address and stride, counts and what else it needs. */
function record(operation: Operation, { buffers, matrices }: Places): number[] {
  const { code, result, reads, weights, epsilon = 0, advances } = operation;
  const operand = ({ buffer, offset }: Vector): [number, number] => {
    const { address, stride }: Place = buffers.get(buffer)!;
    return [address + offset * 4, stride];
  };
  const [y, stride] = operand(result);
  const [a = [0, 0], b = [0, 0], c = [0, 0]] = reads.map(operand);
  const matrix = weights ? matrices.get(weights)! : 0;
  const head = [code, advances ? y + stride : y, stride];
  switch (code) {
    case EMBED:
      return [...head, matrix, 0, ...a, weights!.inputs, 0, 0, 0];
    case PRODUCT:
      return [...head, ...a, matrix, 0, weights!.inputs, weights!.outputs, b[0], c[0]];
    case NORM:
      return [...head, ...a, ...b, result.size, floatBits(epsilon), 0, 0];
    default:
      return [...head, ...a, ...b, result.size, 0, 0, 0];
  }
}

function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}
