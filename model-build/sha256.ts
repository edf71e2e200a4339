/** SHA-256 as manifests, keys and recipes write it. */
import { createHash } from 'node:crypto';

/** The hash of a text in UTF-8, or of bytes, in hexadecimal digits. */
export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');
