/** onnxruntime-web in Node, one thread: runs any step graph, int8 or float32, as the Worker's `ort` runtime does. */
import * as ort from 'onnxruntime-web';
import type { State, StepModel } from '../../src/contract/step-model.ts';

// One thread, as in a Worker; more would also make the figures depend on the machine.
ort.env.wasm.numThreads = 1;

/** Opens the bytes of a step graph. Rejects with onnxruntime's error when it refuses them. */
export async function openOrt(bytes: Uint8Array): Promise<StepModel> {
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  return new OrtModel(session);
}

class OrtModel implements StepModel {
  readonly vocabulary: number;
  readonly runtime = `onnxruntime-web ${ort.env.versions.web}`;
  readonly #session: ort.InferenceSession;
  readonly #sizes: number[];
  readonly #token = new ort.Tensor('int32', new Int32Array(1), [1]);
  readonly #logits: Float32Array;

  constructor(session: ort.InferenceSession) {
    this.#session = session;
    const [, ...states] = session.inputMetadata.map(width);
    this.#sizes = states;
    this.vocabulary = width(session.outputMetadata[0]);
    this.#logits = new Float32Array(this.vocabulary);
  }

  initialState(): State {
    return this.#sizes.map((size) => new Float32Array(size));
  }

  async step(token: number, state: State): Promise<Float32Array> {
    (this.#token.data as Int32Array)[0] = token;
    const feeds: Record<string, ort.Tensor> = { token: this.#token };
    state.forEach((data, i) => {
      feeds[`state_${i}`] = new ort.Tensor('float32', data, [1, data.length]);
    });
    const results = await this.#session.run(feeds);
    state.forEach((data, i) => {
      data.set(results[`next_state_${i}`].data as Float32Array);
    });
    this.#logits.set(results.logits.data as Float32Array);
    return this.#logits;
  }

  dispose(): void {
    void this.#session.release();
  }
}

/** Last dimension of a graph input or output. */
function width(value: ort.InferenceSession.ValueMetadata): number {
  const size = value.isTensor ? value.shape.at(-1) : undefined;
  if (typeof size !== 'number') throw new RangeError(`${value.name}: wanted a tensor of fixed shape`);
  return size;
}
