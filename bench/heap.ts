/** What a loaded model keeps in JavaScript, beside its WebAssembly memory. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface LoadedHeap {
  /** Objects: the tokenizer's maps, the manifest, the plan. */
  objectBytes: number;
  /** Array buffers outside the heap, without WebAssembly memories. */
  bufferBytes: number;
}

/**
 * Of a model's folder. workerd's inspector counts a whole isolate; Node has the same V8 and can collect garbage first,
 * so that what is left is what the model holds.
 */
export function measureHeap(directory: string): LoadedHeap {
  const script = fileURLToPath(new URL('./heap-loaded.ts', import.meta.url));
  const output = execFileSync(process.execPath, ['--expose-gc', script, directory], { encoding: 'utf8' });
  return JSON.parse(output);
}
