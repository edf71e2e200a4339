/** A .wasm import is a compiled module in a Worker: code may not be generated from bytes there. */
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
