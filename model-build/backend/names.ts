/** Names a recipe or `--backend` may say. */
export const BACKENDS = ['auto', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];
