/** A step graph in onnxruntime-web. Runs wherever the runtime has been started: workerd (start.ts) or Node. */
import { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { Manifest } from '../../contract/manifest.ts';
import type { State, StepModel } from '../../contract/step-model.ts';

/** Throws what the runtime throws for a graph that it cannot run. `graph` names the tensors of the session. */
export async function openOrtModel(onnx: Uint8Array, graph: Manifest['graph']): Promise<StepModel> {
  const session = await InferenceSession.create(onnx, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  return new OrtModel(session, graph);
}

class OrtModel implements StepModel {
  readonly runtime = 'ort';
  readonly vocabulary: number;
  readonly #session: InferenceSession;
  readonly #graph: Manifest['graph'];
  readonly #token = new Int32Array(1);
  /** The runtime refuses a run that begins before the last one has ended. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(session: InferenceSession, graph: Manifest['graph']) {
    this.#session = session;
    this.#graph = graph;
    this.vocabulary = graph.logits.shape[1];
  }

  initialState(): State {
    return this.#graph.states.map(({ shape }) => new Float32Array(shape[1]));
  }

  step(token: number, state: State): Promise<Float32Array> {
    const run = this.#last.then(() => this.#run(token, state));
    this.#last = run.catch(() => undefined);
    return run;
  }

  dispose(): void {
    void this.#last.then(() => this.#session.release());
  }

  async #run(token: number, state: State): Promise<Float32Array> {
    const { token: tokenInput, logits, states } = this.#graph;
    this.#token[0] = token;
    const feeds: Record<string, Tensor> = {
      [tokenInput.input]: new Tensor('int32', this.#token, tokenInput.shape),
    };
    states.forEach(({ input, shape }, i) => {
      feeds[input] = new Tensor('float32', state[i]!, shape);
    });
    const outputs = await this.#session.run(feeds);
    states.forEach(({ output }, i) => {
      state[i]!.set(outputs[output]!.data as Float32Array);
    });
    return outputs[logits.output]!.data as Float32Array;
  }
}
