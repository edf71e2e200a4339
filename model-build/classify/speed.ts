/** What a text costs: hashing or encoding it, and reading it on the kernels. */
import type { StepModel } from '../../src/contract/step-model.ts';
import { openKernels } from '../runtimes/kernels.ts';
import type { Row } from './answers.ts';
import type { TrainedNetwork } from './evaluate.ts';
import { logitsOf } from './run-int8.ts';

/** Characters of a text that is timed, and how many times. */
const CHARACTERS = 200;
const TIMES = 60;

/** Median microseconds of a text of 200 characters, one core, after a few that warm up; of `rows`, joined and cut. */
export async function microsecondsOf(
  { encode, startToken }: Pick<TrainedNetwork, 'encode' | 'startToken'>,
  onnx: Uint8Array,
  rows: readonly Row[],
): Promise<number> {
  const all = rows.map(({ text }) => text).join(' ');
  const model: StepModel = openKernels(onnx);
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const text = all.slice((i * CHARACTERS) % Math.max(1, all.length - CHARACTERS)).slice(0, CHARACTERS);
    const start = performance.now();
    const [tokens] = encode([{ text, answer: new Float32Array(0) }]);
    await logitsOf(model, startToken, tokens!);
    times.push(1000 * (performance.now() - start));
  }
  model.dispose();
  return times.slice(TIMES / 3).sort((a, b) => a - b)[Math.floor(TIMES / 3)]!;
}
