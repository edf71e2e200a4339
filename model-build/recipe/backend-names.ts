/** Names a recipe or `--backend` may say. What each is: index.ts. */
export const BACKENDS = ['auto', 'tfjs-node-gpu', 'webgpu', 'tfjs-node', 'wasm', 'cpu'] as const;
/** A backend that can be asked for. */
export type BackendName = (typeof BACKENDS)[number];
