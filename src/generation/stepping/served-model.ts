/** What every part of generation is given: the model it steps, and the request it lives in. */
import type { StepModel } from '../../contract/step-model.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';

/** A model with its tokenizer, and what the manifest says of both. */
export interface ServedModel {
  model: StepModel;
  tokenizer: Tokenizer;
  /** Fed before any text; when the model itself draws it, the document has ended. */
  startToken: number;
  /** Multiply-accumulates of one step. */
  multiplyAccumulates: number;
}

/** What a loop needs of the request around it. */
export interface Surroundings {
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Gives the event loop a turn. */
  pause(): Promise<void>;
}
