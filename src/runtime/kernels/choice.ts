/** Which of the two modules of kernels runs on this processor; both compute the same bits. */
import { instantiate } from './exports.ts';

/** `vnni` where its products are right, else `plain`. */
export function fastest(modules: {
  plain: WebAssembly.Module;
  vnni: WebAssembly.Module;
}): WebAssembly.Module {
  const memory = new WebAssembly.Memory({ initial: 1 });
  return instantiate(modules.vnni, memory).isUnsigned() === 1 ? modules.vnni : modules.plain;
}
