/** What the catalog needs of a runtime: first what a model would take, then the model. */
import type { Manifest } from '../contract/manifest.ts';
import type { StepModel } from '../contract/step-model.ts';
import type { Graph } from './onnx/graph.ts';

/** A model that a runtime has agreed to run. */
export interface Opening {
  /** Memory that it will take for as long as it is open. */
  readonly bytes: number;
  /** No other model may be open beside it. */
  readonly alone?: boolean;
  open(): Promise<StepModel>;
}

/** What there is of a model once it has been read and checked. */
export interface RunnableArtefact {
  onnx: Uint8Array;
  /** Read from `onnx`; its int8 weights are views of it. */
  graph: Graph;
  manifest: Manifest;
}

/** What opens models. */
export interface Runtime {
  /**
   * Looks at a model without taking memory for it.
   * @throws UnsupportedGraph when this runtime cannot run it and another may.
   */
  prepare(artefact: RunnableArtefact): Opening;
  /** Bytes of WebAssembly memory that it holds now. */
  memoryBytes(): number;
}

/** The graph is sound, but asks for something that a runtime does not do. */
export class UnsupportedGraph extends Error {
  override name = 'UnsupportedGraph';
}
