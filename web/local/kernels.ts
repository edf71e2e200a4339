/** The kernels as this thread's policy lets them be compiled. */
import { request } from './files.ts';
import { LocalError } from './local-error.ts';

/** Throws LocalError: `forbidden` where the policy of the page or of the worker's script does not allow WebAssembly. */
export async function compileKernels(url: string): Promise<WebAssembly.Module> {
  const bytes = await (await request(url, (input, init) => fetch(input, init))).arrayBuffer();
  return WebAssembly.compile(bytes).catch((cause) => {
    const message =
      "WebAssembly is not allowed here: the Content-Security-Policy wants 'wasm-unsafe-eval' in script-src";
    throw new LocalError('forbidden', message, { cause });
  });
}
