/** What the measuring Worker answers. Its clock is workerd's, which runs freely on a developer's machine. */

/** `POST /open?runtime=R` with a form of `manifest` and `tokenizer` (JSON), `onnx` (bytes) and `text` for the tasks. */
export interface Opened {
  /** From nothing to a session: the runtime's start and the model's. */
  openMs: number;
  /** The first token after that. */
  firstTokenMs: number;
  /** Bytes of the runtime's WebAssembly memory with this model and one token behind it. */
  wasmBytes: number;
}

/**
 * `GET /steps?runtime=R&tokens=N`: N tokens in a row; `GET /read?runtime=R&tokens=N`: in blocks, without logits;
 * `GET /tasks?runtime=R&task=T&times=N`: what is in tasks.ts.
 */
export interface Stepped {
  milliseconds: number;
}
