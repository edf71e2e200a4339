/**
 * Memory that the kernels use as they like, in bytes: numbers of their own, then room for what one loop hands to the next. What
 * the host places lies above. This file is TypeScript and AssemblyScript at once.
 */
export const ROOM = 128;
/** Where the room ends. */
export const ROOM_END = ROOM + 1024;

/**
 * In the scratch, for a cache: the numbers of a history, uint16 `[1024]`, the factors of a background, float32 `[256]`, and the
 * background, `[vocabulary]`.
 */
export const FACTORS = 2 * 1024;
export const BACKGROUND = FACTORS + 4 * 256;
