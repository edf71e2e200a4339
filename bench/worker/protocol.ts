/** What the measuring Worker answers. Its clock is workerd's, which runs freely on a developer's machine. */

/** `POST /open?runtime=R` with a form of `manifest` and `tokenizer` (JSON) and `onnx` (bytes). */
export interface Opened {
  /** From nothing to a session: the runtime's start and the model's. */
  openMs: number;
  /** The first token after that. */
  firstTokenMs: number;
  /** Bytes of the runtime's WebAssembly memory with this model and one token behind it. */
  wasmBytes: number;
}

/** `GET /steps?runtime=R&tokens=N`: N tokens in a row; `GET /tasks?runtime=R&task=T&times=N`: whole completions. */
export interface Stepped {
  milliseconds: number;
}
