/**
 * Brings onnxruntime-web up inside workerd.
 *
 * Its glue wants to fetch and compile a .wasm file. A Worker may do neither: only modules that were compiled at upload
 * can be instantiated. So the module comes in by import, a placeholder stands for its bytes, and while the runtime
 * starts, `WebAssembly.instantiate` answers with an instance of that module. One thread: Workers have no others.
 */

import { env, InferenceSession } from 'onnxruntime-web/wasm';
// By its path: wrangler does not find a .wasm by its name in a package's exports.
import module from '../../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm';

let starting: Promise<void> | undefined;
let memory: WebAssembly.Memory | undefined;

/** Starts the runtime once per isolate. Its failure is final: the glue cannot be started a second time. */
export function startOrt(): Promise<void> {
  starting ??= start();
  return starting;
}

/** Bytes of the runtime's heap, which never shrinks; 0 before the start. */
export function ortMemoryBytes(): number {
  return memory?.buffer.byteLength ?? 0;
}

async function start(): Promise<void> {
  env.wasm.numThreads = 1;
  env.wasm.wasmBinary = new ArrayBuffer(1);
  env.logLevel = 'error';
  const instantiate = WebAssembly.instantiate;
  const answer = async (_bytes: BufferSource, imports: WebAssembly.Imports) => {
    memory = findMemory(imports);
    return { module, instance: await instantiate(module, imports) };
  };
  // Workers' types know no instantiation from bytes, which is what the glue asks for.
  WebAssembly.instantiate = answer as unknown as typeof WebAssembly.instantiate;
  try {
    // The glue starts with the first session; bytes that are no model end it right after the start.
    await InferenceSession.create(new Uint8Array(1)).catch(() => undefined);
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  if (memory === undefined) throw new Error('onnxruntime-web did not instantiate its module');
}

function findMemory(imports: WebAssembly.Imports): WebAssembly.Memory | undefined {
  const values = Object.values(imports).flatMap((group) => Object.values(group));
  return values.find((value): value is WebAssembly.Memory => value instanceof WebAssembly.Memory);
}
