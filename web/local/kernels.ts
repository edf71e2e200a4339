/** The kernels as this browser knows them, and as this thread's policy lets them be compiled. */
import { request } from './files.ts';
import { LocalError } from './local-error.ts';

/**
 * The first of `urls` whose instructions this browser knows: kernels.wasm wants relaxed SIMD, kernels-plain.wasm gives the same
 * bits without. Throws LocalError: `incompatible` where it knows none, `forbidden` where the policy of the page or of the
 * worker's script does not allow WebAssembly.
 */
export async function compileKernels(urls: readonly string[]): Promise<WebAssembly.Module> {
  if (!('WebAssembly' in globalThis))
    throw new LocalError('incompatible', 'this browser has no WebAssembly, or has it turned off');
  for (const url of urls) {
    const bytes = await (await request(url, fetch)).arrayBuffer();
    if (WebAssembly.validate(bytes)) return compile(bytes);
  }
  throw new LocalError('incompatible', "this browser's WebAssembly has no SIMD");
}

const compile = (bytes: ArrayBuffer): Promise<WebAssembly.Module> =>
  WebAssembly.compile(bytes).catch((cause) => {
    const message =
      "WebAssembly is not allowed here: the Content-Security-Policy wants 'wasm-unsafe-eval' in script-src";
    throw new LocalError('forbidden', message, { cause });
  });
