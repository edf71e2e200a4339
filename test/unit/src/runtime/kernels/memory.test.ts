import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { openKernelModel } from '../../../../../src/runtime/kernels/model.ts';
import { KERNELS_MODULE } from '../../../../fixtures/kernel-bench.ts';
import { randomModelFiles } from '../../../../fixtures/random-model.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** In a function of its own, so that no variable holds the bytes. */
function open() {
  const onnx = randomModelFiles().get('model.onnx')!.slice();
  return { model: openKernelModel(KERNELS_MODULE, onnx), bytes: new WeakRef(onnx.buffer) };
}

it('does not keep the bytes of the ONNX, whose weights it has copied', async () => {
  const { model, bytes } = open();
  for (let turn = 0; turn < 10 && bytes.deref(); turn++) {
    // A reference is only dropped between two turns of the event loop.
    await new Promise(setImmediate);
    collectGarbage();
  }
  expect(bytes.deref()).toBeUndefined();
  expect(await model.step(1, model.initialState())).toHaveLength(model.vocabulary);
});
