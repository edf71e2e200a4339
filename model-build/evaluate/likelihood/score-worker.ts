/** One thread of an evaluation: opens the model once, then scores the documents it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import { openServed } from '../../runtimes/runtimes.ts';
import { documentBits } from './bits-per-byte.ts';
import type { WorkerMessage, WorkerStart, WorkerTask } from './score.ts';

const { runtime, onnx, cache } = workerData as WorkerStart;
const port = parentPort!;
const send = (message: WorkerMessage): void => port.postMessage(message);

const model = await openServed(runtime, onnx, cache);
port.on('message', async ({ index, tokens }: WorkerTask) => {
  try {
    const bits = await documentBits(model, tokens, (count) => send({ type: 'progress', tokens: count }));
    send({ type: 'bits', index, bits });
  } catch (error) {
    // Thrown where the thread's owner hears it, as an `error` event, rather than lost as a rejection.
    setImmediate(() => {
      throw error;
    });
  }
});
send({ type: 'ready', runtime: model.runtime });
